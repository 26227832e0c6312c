import { containsPattern, isAddress, isUuid } from "~/lib/search-terms";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { OrderFilter } from "./order-schemas";

/** One condition on order_summaries, as PostgREST names it. */
export interface Condition {
  column: string;
  operator: "eq" | "is" | "gte" | "lte" | "lt" | "ilike";
  value: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** @param day ISO date, in UTC */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/**
 * What a search looks for: an order by its id; the orders of one address, when somebody has that very address; else
 * all whose address contains the text. A whole address has most of its trigrams in common with half of the others, so
 * the index of equal ones is asked first.
 */
async function searchOf(db: ServiceClient, q: string): Promise<Condition[]> {
  if (q === "") return [];
  if (isUuid(q)) return [{ column: "order_id", operator: "eq", value: q.toLowerCase() }];
  if (isAddress(q)) {
    const value = q.toLowerCase();
    const found = await db.from("order_summaries").select("order_id").eq("customer_email", value).limit(1);
    if (dataOf(found, "look for an address").length > 0)
      return [{ column: "customer_email", operator: "eq", value }];
  }
  return [{ column: "customer_email", operator: "ilike", value: containsPattern(q) }];
}

/** Of two conditions that say the same of one column, the stricter; null when they exclude each other. */
function stricter(a: Condition, b: Condition): Condition | null {
  const order = Date.parse(a.value) - Date.parse(b.value);
  switch (a.operator) {
    case "gte":
      return order > 0 ? a : b;
    case "lte":
    case "lt":
      return order < 0 ? a : b;
    default:
      return a.value === b.value ? a : null;
  }
}

/**
 * At most one condition for each column and operator: not every PostgREST keeps two (@supabase/lite has only the last).
 *
 * @returns null when nothing can meet them all
 */
export function mergedConditions(conditions: Condition[]): Condition[] | null {
  const merged = new Map<string, Condition>();
  for (const condition of conditions) {
    const key = `${condition.column} ${condition.operator}`;
    const known = merged.get(key);
    const kept = known ? stricter(known, condition) : condition;
    if (kept === null) return null;
    merged.set(key, kept);
  }
  return [...merged.values()];
}

/**
 * The conditions that a filter means. The function selected_orders() in SQL means the same; a test holds the two
 * together.
 *
 * @param today ISO date, in UTC
 */
export async function conditionsOf(
  db: ServiceClient,
  filter: OrderFilter,
  today: string,
): Promise<Condition[]> {
  const { status, any_failed, due_within, never_played } = filter;
  const { occasion_from, occasion_to, created_from, created_to } = filter;
  const when = (given: unknown, ...conditions: Condition[]) => (given === undefined ? [] : conditions);
  return [
    ...(await searchOf(db, filter.q)),
    ...when(status, { column: "status", operator: "eq", value: status ?? "" }),
    // An order with a variant that failed has this status, whatever the others are.
    ...when(any_failed, { column: "status", operator: "eq", value: "failed" }),
    ...when(
      due_within,
      { column: "unfinished", operator: "is", value: "true" },
      { column: "needed_by", operator: "lte", value: dayAfter(today, due_within ?? 0) },
    ),
    ...when(
      never_played,
      { column: "status", operator: "eq", value: "complete" },
      { column: "played", operator: "is", value: "false" },
    ),
    ...when(
      occasion_from,
      { column: "needed_by", operator: "gte", value: occasion_from ?? "" },
      // No day at all is kept as one after all others.
      { column: "needed_by", operator: "lt", value: "infinity" },
    ),
    ...when(occasion_to, { column: "needed_by", operator: "lte", value: occasion_to ?? "" }),
    ...when(created_from, { column: "created_at", operator: "gte", value: `${created_from}T00:00:00Z` }),
    ...when(created_to, {
      column: "created_at",
      operator: "lt",
      value: `${dayAfter(created_to ?? today, 1)}T00:00:00Z`,
    }),
  ];
}
