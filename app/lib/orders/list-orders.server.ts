import { z } from "zod";
import { keysetPlace, rowsAt, toPage } from "~/lib/keyset.server";
import type { Page } from "~/lib/list-query";
import { isUuid } from "~/lib/search-terms";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { zoneOfDays } from "~/lib/zone-of-days.server";
import { toOrderRow } from "./order-row.server";
import {
  generationStatusSchema,
  type OrderFilter,
  type OrderListQuery,
  type OrderRow,
  orderStatusSchema,
} from "./order-schemas";

const rowSchema = z.object({
  order_id: z.string(),
  user_id: z.string().nullable(),
  customer_email: z.string().nullable(),
  customer_name: z.string().nullable(),
  recipient_name: z.string().nullable(),
  occasion: z.string().nullable(),
  needed_by: z.string(),
  status: orderStatusSchema,
  created_at: z.string(),
  variants: z.array(
    z.object({
      variant_number: z.number(),
      generation_status: generationStatusSchema,
      duration_ms: z.number().nullable(),
      completed_at: z.string().nullable(),
      selected: z.boolean(),
      first_played_at: z.string().nullable(),
      play_count: z.number(),
      new_version: z.boolean(),
    }),
  ),
});

/** What orders are asked for; the SQL function order_where() gives it its meaning, for the list and for bulk actions. */
type OrderCriteria = Partial<OrderFilter> & { customer_id?: string; ids?: string[] };

/** Whose orders somebody asks for who finds none. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

/** A filter for somebody who sees masked data: its search is a whole id, or a whole address that somebody has. */
async function wholeValues(db: ServiceClient, { q, ...filter }: OrderFilter): Promise<OrderCriteria> {
  if (q === "" || isUuid(q)) return { ...filter, q };
  const customers = dataOf(
    await db.rpc("customers_with_address", { p_email: q }),
    "find whose address it is",
  );
  return customers.length > 0 ? { ...filter, q } : { ...filter, customer_id: NOBODY };
}

/**
 * One page of orders, with a chip for each variant.
 *
 * @param masked for somebody who sees masked data, and finds whole values only
 * @throws AppError 400 for a cursor that is malformed or of another list
 */
export async function listOrders(
  db: ServiceClient,
  query: OrderListQuery,
  masked: boolean,
): Promise<Page<OrderRow>> {
  const { sort, order, limit: pageSize, cursor, from, zone, ...filter } = query;
  const wanted = masked ? await wholeValues(db, filter) : filter;
  // A page's address stays good for a reader in another zone.
  const list = JSON.stringify(["orders", sort, order, Object.entries(wanted).sort()]);
  const criteria: OrderCriteria = { ...wanted, zone: zoneOfDays(zone) };
  const ascending = order === "asc";
  const place = { cursor, from };
  const { backwards, at } = keysetPlace(list, 2, place);
  const answer = await db.rpc("orders_page", {
    p_filter: criteria,
    p_sort: sort,
    p_ascending: ascending,
    p_limit: pageSize + 1,
    p_backwards: backwards,
    ...(at !== null && { p_at: at }),
    ...(place.from !== undefined && { p_from: place.from }),
  });
  const rows = z.array(rowSchema).parse(rowsAt(answer, place, "list orders"));
  const page = toPage(rows, { list, pageSize, place, keyOf: (row) => [row[sort], row.order_id] });
  return { ...page, rows: page.rows.map((row) => toOrderRow(row, row.variants)) };
}

/** The newest orders that meet some criteria. */
async function newestOrders(db: ServiceClient, criteria: OrderCriteria, limit: number): Promise<OrderRow[]> {
  const rows = await db.rpc("orders_page", {
    p_filter: criteria,
    p_sort: "created_at",
    p_ascending: false,
    p_limit: limit,
  });
  return z
    .array(rowSchema)
    .parse(dataOf(rows, "read the orders"))
    .map((row) => toOrderRow(row, row.variants));
}

/** The newest orders of a customer. @param limit at most so many */
export function ordersOfCustomer(db: ServiceClient, customerId: string, limit: number): Promise<OrderRow[]> {
  return newestOrders(db, { customer_id: customerId }, limit);
}

/** Orders by their ids, as rows of a list. */
export function ordersById(db: ServiceClient, ids: string[]): Promise<OrderRow[]> {
  return newestOrders(db, { ids }, ids.length);
}
