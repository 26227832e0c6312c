import { keysetWindow, toPage } from "~/lib/keyset.server";
import type { Page } from "~/lib/list-query";
import { containsPattern, isUuid } from "~/lib/search-terms";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { type OrderSummary, SUMMARY_COLUMNS, toOrderRow } from "./order-row.server";
import type { OrderListQuery, OrderRow, VariantChip } from "./order-schemas";

/** The variants of some orders, by order: enough for the chips of one page. */
async function variantsOf(db: ServiceClient, orderIds: string[]): Promise<Map<string, VariantChip[]>> {
  const byOrder = new Map<string, VariantChip[]>();
  if (orderIds.length === 0) return byOrder;
  const variants = dataOf(
    await db
      .from("song_variants")
      .select("order_id, variant_number, generation_status")
      .in("order_id", orderIds)
      .order("variant_number"),
    "read the variants of the page",
  );
  for (const { order_id, ...chip } of variants) {
    byOrder.set(order_id, [...(byOrder.get(order_id) ?? []), chip]);
  }
  return byOrder;
}

/**
 * One page of orders, with a chip for each variant.
 *
 * @throws AppError 400 for a cursor that is malformed or of another list
 */
export async function listOrders(db: ServiceClient, query: OrderListQuery): Promise<Page<OrderRow>> {
  const { q, status, sort, order, limit: pageSize, cursor } = query;
  const list = JSON.stringify(["orders", sort, order, status ?? "", q]);
  const ascending = order === "asc";
  const window = keysetWindow({
    list,
    columns: [
      { column: sort, ascending },
      { column: "order_id", ascending },
    ],
    pageSize,
    cursor,
  });

  let select = db.from("order_summaries").select(SUMMARY_COLUMNS).limit(window.limit);
  for (const key of window.orderBy) select = select.order(key.column, { ascending: key.ascending });
  if (window.from) {
    select = select.filter(window.from.column, window.from.operator, window.from.value).or(window.from.or);
  }
  if (status) select = select.eq("status", status);
  if (isUuid(q)) select = select.eq("order_id", q.toLowerCase());
  else if (q) select = select.ilike("customer_email", containsPattern(q));

  const summaries: OrderSummary[] = dataOf(await select, "list orders");
  const page = toPage(summaries, { list, pageSize, cursor, keyOf: (row) => [row[sort], row.order_id] });
  const variants = await variantsOf(
    db,
    page.rows.map((row) => row.order_id),
  );
  return { ...page, rows: page.rows.map((row) => toOrderRow(row, variants.get(row.order_id) ?? [])) };
}
