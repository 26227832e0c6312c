import type { Readable } from "node:stream";
import { stringify } from "csv-stringify";
import { CSV } from "~/lib/csv";
import { maskText, type Named } from "~/lib/personal-data";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { BulkItem, BulkItemRow } from "./bulk-schemas";
import { skipReason } from "./skip-reasons";

/** PostgREST gives at most 1,000 rows an answer. */
const PAGE = 1_000;

const ITEM_COLUMNS = "position, failed_job_id, result, code, event_id, at";
/** With whose it is, who may stand in its error. */
const JOB_COLUMNS =
  "error_type, error_message, state, orders(order_summaries(customer_name, recipient_name))" as const;

interface StoredJob extends NonNullable<BulkItemRow["job"]> {
  orders: { order_summaries: Pick<Named, "customer_name" | "recipient_name"> | null } | null;
}

function toJob({ orders: order, ...job }: StoredJob, masked: boolean): BulkItemRow["job"] {
  if (!masked) return job;
  return { ...job, error_message: maskText(job.error_message, order?.order_summaries ?? null) };
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
    .select(`${ITEM_COLUMNS}, failed_jobs(${JOB_COLUMNS})`)
    .eq("operation_id", operationId)
    .gt("position", from.after);
  if (from.result) select = select.eq("result", from.result);
  const items = dataOf(await select.order("position").limit(from.limit), "read the results");
  return items.map(({ failed_jobs: failure, ...item }) => ({
    ...item,
    reason: item.code === null ? null : skipReason(item.code),
    job: failure && toJob(failure, masked),
  }));
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
