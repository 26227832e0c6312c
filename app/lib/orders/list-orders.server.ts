import { keysetParts, readParts, toPage, windowRows } from "~/lib/keyset.server";
import { type Page, startOfDay } from "~/lib/list-query";
import { containsPattern, isAddress, isUuid } from "~/lib/search-terms";
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
 * What a search looks for: an order by its id; the orders of one address, when somebody has that very address; else
 * all whose address contains the text. A whole address has most of its trigrams in common with half of the others, so
 * the index of equal ones is asked first.
 */
async function searchOf(db: ServiceClient, q: string) {
  if (q === "") return null;
  if (isUuid(q)) return { column: "order_id", operator: "eq", value: q.toLowerCase() };
  if (isAddress(q)) {
    const value = q.toLowerCase();
    const found = await db.from("order_summaries").select("order_id").eq("customer_email", value).limit(1);
    if (dataOf(found, "look for an address").length > 0)
      return { column: "customer_email", operator: "eq", value };
  }
  return { column: "customer_email", operator: "ilike", value: containsPattern(q) };
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
  const place = { cursor, from: query.from && startOfDay(query.from, ascending) };
  const parts = keysetParts({
    list,
    columns: [
      { column: sort, ascending, tied: sort === "needed_by" },
      { column: "order_id", ascending },
    ],
    pageSize,
    place,
  });

  const search = await searchOf(db, q);
  const summaries: OrderSummary[] = await readParts(parts, async ({ orderBy, equal, from, limit }) => {
    let select = db.from("order_summaries").select(SUMMARY_COLUMNS).limit(limit);
    for (const key of orderBy) select = select.order(key.column, { ascending: key.ascending });
    if (equal) select = select.filter(equal.column, "eq", equal.value);
    if (from) select = select.filter(from.column, from.operator, from.value).or(from.or);
    if (status) select = select.eq("status", status);
    if (search) select = select.filter(search.column, search.operator, search.value);
    return windowRows(await select, place, "list orders");
  });
  const page = toPage(summaries, { list, pageSize, place, keyOf: (row) => [row[sort], row.order_id] });
  const variants = await variantsOf(
    db,
    page.rows.map((row) => row.order_id),
  );
  return { ...page, rows: page.rows.map((row) => toOrderRow(row, variants.get(row.order_id) ?? [])) };
}
