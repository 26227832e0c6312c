import type { Readable } from "node:stream";
import { stringify } from "csv-stringify";
import { CSV } from "~/lib/csv";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { BulkItem, BulkItemRow } from "./bulk-schemas";
import type { FailedJobRow } from "./failed-job-schemas";
import { failedJobsById } from "./list-failed-jobs.server";
import { maskedFailure } from "./mask-failed-job";
import { skipReason } from "./skip-reasons";

/** PostgREST gives at most 1,000 rows an answer. */
const PAGE = 1_000;

const ITEM_COLUMNS = "position, failed_job_id, result, code, event_id, at";

function toJob(row: FailedJobRow, masked: boolean): BulkItemRow["job"] {
  const { error_type, error_message, state } = masked ? maskedFailure(row) : row;
  return { error_type, error_message, state };
}

/**
 * Some items of an operation, in its order, each with what has become of its failure.
 *
 * @param from `after`: the position after which they begin, 0 for the first; `result`: only these, absent for all
 * @param masked leaves out of their errors who people are
 */
export async function listBulkItems(
  db: ServiceClient,
  operationId: string,
  from: { after: number; limit: number; result?: BulkItem["result"] | undefined },
  masked: boolean,
): Promise<BulkItemRow[]> {
  let select = db
    .from("bulk_operation_items")
    .select(ITEM_COLUMNS)
    .eq("operation_id", operationId)
    .gt("position", from.after);
  if (from.result) select = select.eq("result", from.result);
  const items = dataOf(await select.order("position").limit(from.limit), "read the results");
  const ids = items.map((item) => item.failed_job_id);
  const failures = new Map((await failedJobsById(db, ids, "newest")).map((row) => [row.id, row]));
  return items.map((item) => {
    const failure = failures.get(item.failed_job_id);
    return {
      ...item,
      reason: item.code === null ? null : skipReason(item.code),
      job: failure ? toJob(failure, masked) : null,
    };
  });
}

async function* allItems(db: ServiceClient, operationId: string): AsyncGenerator<BulkItem> {
  let after = 0;
  for (;;) {
    const items: BulkItem[] = dataOf(
      await db
        .from("bulk_operation_items")
        .select(ITEM_COLUMNS)
        .eq("operation_id", operationId)
        .gt("position", after)
        .order("position")
        .limit(PAGE),
      "read the results",
    );
    yield* items;
    const last = items.at(-1);
    if (!last || items.length < PAGE) return;
    after = last.position;
  }
}

/** The results of an operation as CSV, all of them, written as they are read. A cell is never a formula. */
export function bulkResultsCsv(db: ServiceClient, operationId: string): Readable {
  const csv = stringify({
    ...CSV,
    header: true,
    columns: ["position", "failed_job_id", "result", "reason", "event_id", "at"],
  });
  const write = async () => {
    for await (const { code, ...item } of allItems(db, operationId)) {
      const row = { ...item, reason: code === null ? "" : skipReason(code) };
      if (!csv.write(row)) await new Promise((resolve) => csv.once("drain", resolve));
    }
    csv.end();
  };
  write().catch((error: unknown) => csv.destroy(error instanceof Error ? error : new Error(String(error))));
  return csv;
}
