import { z } from "zod";
import { answerOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { type Condition, dayAfter } from "./order-filter.server";
import type { ORDER_SORTS, OrderFilter } from "./order-schemas";

const answerSchema = z.object({ shortest: z.number().nullable(), longest: z.number().nullable() });

/** How many days before their day orders are made, of those that have one; a day that was over already counts below 0. */
export interface OrderLead {
  shortest: number;
  longest: number;
}

/**
 * What a filter by one of the two days says of the other, when the list is sorted by that: without it the list would be
 * read from its end on, past all that is newer or older than what is wanted. It takes no row away.
 */
export function boundsByLead(
  filter: OrderFilter,
  sort: (typeof ORDER_SORTS)[number],
  { shortest, longest }: OrderLead,
): Condition[] {
  const { occasion_from, occasion_to, created_from } = filter;
  const bounds: Condition[] = [];
  if (sort === "created_at") {
    if (occasion_from !== undefined)
      bounds.push({
        column: "created_at",
        operator: "gte",
        value: `${dayAfter(occasion_from, -longest)}T00:00:00Z`,
      });
    if (occasion_to !== undefined)
      bounds.push({
        column: "created_at",
        operator: "lt",
        value: `${dayAfter(occasion_to, 1 - shortest)}T00:00:00Z`,
      });
  } else if (created_from !== undefined) {
    // Nothing is said of the end: orders without a day come last.
    bounds.push({ column: "needed_by", operator: "gte", value: dayAfter(created_from, shortest) });
  }
  return bounds;
}

/** The bounds that a filter gives to the column of the order; none where it is that column itself that is filtered. */
export async function boundsOf(
  db: ServiceClient,
  filter: OrderFilter,
  sort: (typeof ORDER_SORTS)[number],
): Promise<Condition[]> {
  if (boundsByLead(filter, sort, { shortest: 0, longest: 0 }).length === 0) return [];
  const { shortest, longest } = answerOf(
    await db.rpc("order_lead"),
    answerSchema,
    "look up the orders' lead",
  );
  return shortest === null || longest === null ? [] : boundsByLead(filter, sort, { shortest, longest });
}
