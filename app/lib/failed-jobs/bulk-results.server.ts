import type { Readable } from "node:stream";
import { stringify } from "csv-stringify";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { BulkItem, BulkItemRow } from "./bulk-schemas";
import { skipReason } from "./skip-reasons";

/** PostgREST gives at most 1,000 rows an answer. */
const PAGE = 1_000;

const ITEM_COLUMNS = "position, failed_job_id, result, code, event_id, at";

/**
 * Some items of an operation, in its order, each with what has become of its failure.
 *
 * @param from `after`: the position after which they begin, 0 for the first; `result`: only these, absent for all
 */
export async function listBulkItems(
  db: ServiceClient,
  operationId: string,
  from: { after: number; limit: number; result?: BulkItem["result"] | undefined },
): Promise<BulkItemRow[]> {
  let select = db
    .from("bulk_operation_items")
    .select(`${ITEM_COLUMNS}, job:failed_jobs(error_type, error_message, state)`)
    .eq("operation_id", operationId)
    .gt("position", from.after);
  if (from.result) select = select.eq("result", from.result);
  const items = dataOf(await select.order("position").limit(from.limit), "read the results");
  return items.map((item) => ({ ...item, reason: item.code === null ? null : skipReason(item.code) }));
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
    header: true,
    columns: ["position", "failed_job_id", "result", "reason", "event_id", "at"],
    escape_formulas: true,
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
