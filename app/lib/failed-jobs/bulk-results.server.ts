import type { Readable } from "node:stream";
import { stringify } from "csv-stringify";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { skipReason } from "./skip-reasons";

/** What became of one item of a bulk operation. */
export interface BulkItem {
  position: number;
  failed_job_id: string;
  result: "pending" | "done" | "skipped";
  code: string | null;
  event_id: string | null;
  at: string | null;
}

/** PostgREST gives at most 1,000 rows an answer. */
const PAGE = 1_000;

/**
 * Some items of an operation, in its order.
 *
 * @param after the position after which they begin; 0 for the first
 */
export async function listBulkItems(
  db: ServiceClient,
  operationId: string,
  after: number,
  limit = PAGE,
): Promise<BulkItem[]> {
  return dataOf(
    await db
      .from("bulk_operation_items")
      .select("position, failed_job_id, result, code, event_id, at")
      .eq("operation_id", operationId)
      .gt("position", after)
      .order("position")
      .limit(limit),
    "read the results",
  );
}

async function* allItems(db: ServiceClient, operationId: string): AsyncGenerator<BulkItem> {
  let after = 0;
  for (;;) {
    const items = await listBulkItems(db, operationId, after);
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
