import type { Readable } from "node:stream";
import { stringify } from "csv-stringify";
import { CSV } from "~/lib/csv";
import type { FailedJobRow } from "~/lib/failed-jobs/failed-job-schemas";
import { failedJobsById } from "~/lib/failed-jobs/list-failed-jobs.server";
import { maskedFailure } from "~/lib/failed-jobs/mask-failed-job";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { BulkItem, BulkItemRow, BulkOperation } from "./bulk-schemas";
import { skipReason } from "./skip-reasons";

/** PostgREST gives at most 1,000 rows an answer. */
const PAGE = 1_000;

type Operation = Pick<BulkOperation, "id" | "kind">;
interface From {
  /** The position after which they begin; 0 for the first. */
  after: number;
  limit: number;
  /** Only these; absent for all. */
  result?: BulkItem["result"] | undefined;
}

async function readItems(db: ServiceClient, operationId: string, from: From): Promise<BulkItem[]> {
  let select = db
    .from("bulk_operation_items")
    .select("position, target_id, result, code, event_id, at")
    .eq("operation_id", operationId)
    .gt("position", from.after);
  if (from.result) select = select.eq("result", from.result);
  return dataOf(await select.order("position").limit(from.limit), "read the results");
}

function toJob(row: FailedJobRow, masked: boolean): BulkItemRow["job"] {
  const { kind, error_type, error_message, state } = masked ? maskedFailure(row) : row;
  return { kind, error_type, error_message, state };
}

/**
 * Some items of an operation, in its order, each with what has become of its failure.
 *
 * @param masked leaves out of their errors who people are
 */
export async function listBulkItems(
  db: ServiceClient,
  { id, kind }: Operation,
  from: From,
  masked: boolean,
): Promise<BulkItemRow[]> {
  const items = await readItems(db, id, from);
  const failures =
    kind === "generate"
      ? []
      : await failedJobsById(
          db,
          items.map((item) => item.target_id),
          "newest",
        );
  const byId = new Map(failures.map((row) => [row.id, toJob(row, masked)]));
  return items.map((item) => ({
    ...item,
    reason: item.code === null ? null : skipReason(item.code),
    job: byId.get(item.target_id) ?? null,
  }));
}

async function* allItems(db: ServiceClient, operationId: string): AsyncGenerator<BulkItem> {
  for (let after = 0; ; ) {
    const items = await readItems(db, operationId, { after, limit: PAGE });
    yield* items;
    const last = items.at(-1);
    if (!last || items.length < PAGE) return;
    after = last.position;
  }
}

/** The results of an operation as CSV, all of them, written as they are read. A cell is never a formula. */
export function bulkResultsCsv(db: ServiceClient, { id, kind }: Operation): Readable {
  const target = { key: "target_id", header: kind === "generate" ? "order_id" : "failed_job_id" };
  const csv = stringify({
    ...CSV,
    header: true,
    columns: [
      { key: "position" },
      target,
      { key: "result" },
      { key: "reason" },
      { key: "event_id" },
      { key: "at" },
    ],
  });
  const write = async () => {
    for await (const { code, ...item } of allItems(db, id)) {
      const row = { ...item, reason: code === null ? "" : skipReason(code).message };
      if (!csv.write(row)) await new Promise((resolve) => csv.once("drain", resolve));
    }
    csv.end();
  };
  write().catch((error: unknown) => csv.destroy(error instanceof Error ? error : new Error(String(error))));
  return csv;
}
