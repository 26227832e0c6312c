import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { call, makeCustomer, makeOrder, makeVariant, requestEvent } from "../database/rows";
import { withDatabase } from "./database";

/** Failures of one kind and one group that no other test has; they are found by the type of their error. */
export async function makeFailures(
  count: number,
  occasionDate = "2031-05-01",
  type = `Tangled${randomUUID().slice(0, 8)}`,
): Promise<string> {
  await withDatabase(async (sql) => {
    for (let number = 1; number <= count; number++) {
      const order = await makeOrder(sql, await makeCustomer(sql), occasionDate);
      await makeVariant(sql, order, 1, "generating");
      await call(sql, "record_failed_job", {
        p_run_id: randomUUID(),
        p_job_type: "song_generation",
        p_event: { json: requestEvent(order.id, [1]) },
        p_error_type: type,
        p_error_message: `the tape is tangled in reel ${number}`,
        p_retry_count: 3,
        p_fingerprint: `v2:${type}`,
        p_title: "the tape is tangled in reel <n>",
        p_kind: "bad_response",
        // As it is: nothing is worked out anew.
        p_kind_version: 2_000_000_000,
      });
    }
  });
  return type;
}

/** The list of the failures of a type. */
export const listOf = (type: string, more = "") =>
  `/admin/failed-jobs?q=${encodeURIComponent(`type:${type}`)}${more}`;
/** The rows of the list, without its head. */
export const rowsOf = (page: Page) =>
  page
    .getByRole("grid", { name: "Failures" })
    .getByRole("row")
    .filter({ has: page.getByRole("gridcell") });
/** The field in which one searches. */
export const search = (page: Page) => page.getByRole("combobox", { name: /^Search/ });
/** The states and notes of the failures of a type. */
export const statesOf = (type: string) =>
  withDatabase(async (sql) => {
    const rows = await sql<{ state: string; notes: string | null }[]>`
      select state, notes from public.failed_jobs where error_type = ${type}`;
    return rows.map(({ state, notes }) => `${state}: ${notes ?? ""}`);
  });
