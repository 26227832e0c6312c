import { keysetParts, readParts, toPage, windowRows } from "~/lib/keyset.server";
import { type Page, startOfDay } from "~/lib/list-query";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { conditionsOf, mergedConditions } from "./order-filter.server";
import { boundsOf } from "./order-lead.server";
import { type OrderSummary, SUMMARY_COLUMNS, toOrderRow } from "./order-row.server";
import type { OrderListQuery, OrderRow, VariantChip } from "./order-schemas";

/** PostgREST gives at most 1,000 rows an answer, and an order has at most five variants. */
const ORDERS_AT_ONCE = 200;

/** The variants of some orders, by order: enough for the chips of one page. */
export async function variantsOf(db: ServiceClient, orderIds: string[]): Promise<Map<string, VariantChip[]>> {
  const byOrder = new Map<string, VariantChip[]>();
  for (let from = 0; from < orderIds.length; from += ORDERS_AT_ONCE) {
    const variants = dataOf(
      await db
        .from("song_variants")
        .select(
          "order_id, variant_number, generation_status, duration_ms, completed_at, selected, first_played_at, song_plays(plays)",
        )
        .in("order_id", orderIds.slice(from, from + ORDERS_AT_ONCE))
        .order("variant_number"),
      "read the variants of the page",
    );
    for (const variant of variants) {
      const chip: VariantChip = {
        variant_number: variant.variant_number,
        generation_status: variant.generation_status,
        duration_ms: variant.duration_ms,
        completed_at: variant.completed_at,
        first_played_at: variant.first_played_at,
        selected: variant.selected ?? false,
        play_count: variant.song_plays?.plays ?? 0,
      };
      const known = byOrder.get(variant.order_id);
      if (known) known.push(chip);
      else byOrder.set(variant.order_id, [chip]);
    }
  }
  return byOrder;
}

/** Summaries with their chips. */
export async function withVariants(db: ServiceClient, summaries: OrderSummary[]): Promise<OrderRow[]> {
  const variants = await variantsOf(
    db,
    summaries.map((row) => row.order_id),
  );
  return summaries.map((row) => toOrderRow(row, variants.get(row.order_id) ?? []));
}

/**
 * One page of orders, with a chip for each variant.
 *
 * @throws AppError 400 for a cursor that is malformed or of another list
 */
export async function listOrders(db: ServiceClient, query: OrderListQuery): Promise<Page<OrderRow>> {
  const { sort, order, limit: pageSize, cursor, from: day, ...filter } = query;
  const list = JSON.stringify(["orders", sort, order, Object.entries(filter).sort()]);
  const ascending = order === "asc";
  const place = { cursor, from: day && startOfDay(day, ascending) };
  const parts = keysetParts({
    list,
    columns: [
      { column: sort, ascending, tied: sort === "needed_by" },
      { column: "order_id", ascending },
    ],
    pageSize,
    place,
  });

  const [said, bounds] = await Promise.all([
    conditionsOf(db, filter, new Date().toISOString().slice(0, 10)),
    boundsOf(db, filter, sort),
  ]);
  const conditions = [...said, ...bounds];
  const summaries: OrderSummary[] = await readParts(parts, async ({ orderBy, equal, from, limit }) => {
    const met = mergedConditions([...conditions, ...(from ? [{ ...from, value: String(from.value) }] : [])]);
    if (met === null) return [];
    let select = db.from("order_summaries").select(SUMMARY_COLUMNS).limit(limit);
    for (const key of orderBy) select = select.order(key.column, { ascending: key.ascending });
    if (equal) select = select.filter(equal.column, "eq", equal.value);
    if (from) select = select.or(from.or);
    for (const { column, operator, value } of met) select = select.filter(column, operator, value);
    return windowRows(await select, place, "list orders");
  });
  const page = toPage(summaries, { list, pageSize, place, keyOf: (row) => [row[sort], row.order_id] });
  return { ...page, rows: await withVariants(db, page.rows) };
}
