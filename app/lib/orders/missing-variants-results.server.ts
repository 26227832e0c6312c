import type { Readable } from "node:stream";
import { stringify } from "csv-stringify";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { missingVariantsSkipReason } from "./missing-variants.server";

/** PostgREST gives at most 1,000 rows an answer. */
const PAGE = 1_000;

/** What became of one order of an operation. */
export interface MissingVariantsItem {
  position: number;
  order_id: string;
  result: "pending" | "done" | "skipped";
  code: string | null;
  event_id: string | null;
  at: string | null;
}

/**
 * Some orders of an operation, in its order.
 *
 * @param after the position after which they begin; 0 for the first
 */
export async function listMissingVariantsItems(
  db: ServiceClient,
  operationId: string,
  after: number,
  limit = PAGE,
): Promise<MissingVariantsItem[]> {
  return dataOf(
    await db
      .from("bulk_order_items")
      .select("position, order_id, result, code, event_id, at")
      .eq("operation_id", operationId)
      .gt("position", after)
      .order("position")
      .limit(limit),
    "read the results",
  );
}

async function* allItems(db: ServiceClient, operationId: string): AsyncGenerator<MissingVariantsItem> {
  for (let after = 0; ; ) {
    const items = await listMissingVariantsItems(db, operationId, after);
    yield* items;
    const last = items.at(-1);
    if (!last || items.length < PAGE) return;
    after = last.position;
  }
}

/** What became of each order of an operation, as CSV, written as it is read. A cell is never a formula. */
export function missingVariantsResultsCsv(db: ServiceClient, operationId: string): Readable {
  const csv = stringify({
    header: true,
    columns: ["position", "order_id", "result", "reason", "event_id", "at"],
    escape_formulas: true,
  });
  const write = async () => {
    for await (const { code, ...item } of allItems(db, operationId)) {
      const row = { ...item, reason: code === null ? "" : missingVariantsSkipReason(code) };
      if (!csv.write(row)) await new Promise((resolve) => csv.once("drain", resolve));
    }
    csv.end();
  };
  write().catch((error: unknown) => csv.destroy(error instanceof Error ? error : new Error(String(error))));
  return csv;
}
