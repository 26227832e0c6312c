import type { z } from "zod";
import { queryString } from "~/admin/api/data-provider";
import {
  type OrderFilter,
  type OrderListQuery,
  orderFilterShape,
  type orderListQuerySchema,
} from "~/lib/orders/order-schemas";

export type OrderListChange = Partial<z.input<typeof orderListQuerySchema>>;

/** The two days of each range. */
export const RANGES = {
  occasion: ["occasion_from", "occasion_to"],
  created: ["created_from", "created_to"],
} as const;
export type Range = keyof typeof RANGES;

/** Every filter besides the status, unset. */
export const NO_FILTERS = {
  q: "",
  any_failed: undefined,
  due_within: undefined,
  never_played: undefined,
  occasion_from: undefined,
  occasion_to: undefined,
  created_from: undefined,
  created_to: undefined,
} satisfies OrderListChange;

/** Whether a list is narrowed, be it by its status alone. */
export function isFiltered(query: OrderListQuery): boolean {
  return Object.keys(orderFilterShape).some((key) => {
    const value = query[key as keyof typeof orderFilterShape];
    return value !== undefined && value !== "";
  });
}

/** The filter in a list's query: what a bulk action and the export take. What is not set is left out. */
export function filterOf(query: OrderListQuery): OrderFilter {
  const { sort: _sort, order: _order, limit: _limit, cursor: _cursor, from: _from, ...filter } = query;
  return filter;
}

/** All that a list shows, as a file. */
export function exportPath({ sort, order, ...query }: OrderListQuery): string {
  return `/resources/orders/export${queryString({ ...filterOf({ sort, order, ...query }), sort, order })}`;
}

/**
 * What a change of one end of a range comes to.
 *
 * @param day ISO date; "" for no end
 * @returns the change, or null when the range would end before it begins
 */
export function rangeChange(
  query: OrderListQuery,
  range: Range,
  end: "from" | "to",
  day: string,
): OrderListChange | null {
  const [fromKey, toKey] = RANGES[range];
  const next = { [fromKey]: query[fromKey], [toKey]: query[toKey] };
  next[end === "from" ? fromKey : toKey] = day === "" ? undefined : day;
  const [from, to] = [next[fromKey], next[toKey]];
  return from !== undefined && to !== undefined && from > to ? null : next;
}
