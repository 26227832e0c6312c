import type { Readable } from "node:stream";
import { stringify } from "csv-stringify";
import { CSV } from "~/lib/csv";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { MissingVariantsItem } from "./generation-schemas";
import { missingVariantsSkipReason } from "./missing-variants.server";

/** PostgREST gives at most 1,000 rows an answer. */
const PAGE = 1_000;

/**
 * Some orders of an operation, in its order.
 *
 * @param from `after`: the position after which they begin, 0 for the first; `result`: only these, absent for all
 */
export async function listMissingVariantsItems(
  db: ServiceClient,
  operationId: string,
  from: { after: number; limit: number; result?: MissingVariantsItem["result"] | undefined },
): Promise<MissingVariantsItem[]> {
  let select = db
    .from("bulk_order_items")
    .select("position, order_id, result, code, event_id, at")
    .eq("operation_id", operationId)
    .gt("position", from.after);
  if (from.result) select = select.eq("result", from.result);
  const items = dataOf(await select.order("position").limit(from.limit), "read the results");
  return items.map((item) => ({
    ...item,
    reason: item.code === null ? null : missingVariantsSkipReason(item.code),
  }));
}

async function* allItems(db: ServiceClient, operationId: string): AsyncGenerator<MissingVariantsItem> {
  for (let after = 0; ; ) {
    const items = await listMissingVariantsItems(db, operationId, { after, limit: PAGE });
    yield* items;
    const last = items.at(-1);
    if (!last || items.length < PAGE) return;
    after = last.position;
  }
}

/** What became of each order of an operation, as CSV, written as it is read. A cell is never a formula. */
export function missingVariantsResultsCsv(db: ServiceClient, operationId: string): Readable {
  const csv = stringify({
    ...CSV,
    header: true,
    columns: ["position", "order_id", "result", "reason", "event_id", "at"],
  });
  const write = async () => {
    for await (const item of allItems(db, operationId)) {
      if (!csv.write({ ...item, reason: item.reason ?? "" }))
        await new Promise((resolve) => csv.once("drain", resolve));
    }
    csv.end();
  };
  write().catch((error: unknown) => csv.destroy(error instanceof Error ? error : new Error(String(error))));
  return csv;
}
