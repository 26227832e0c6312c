import type { Sql } from "postgres";
import type { OrderFilter } from "../../app/lib/orders/order-schemas.ts";

/** An order as it was made, from the tables that the list's own is kept from. */
export interface MadeOrder {
  id: string;
  email: string;
  /** The day of the occasion, and that of the order, in UTC. */
  day: string | null;
  created: string;
  /** Of its variants. */
  statuses: string[];
  played: boolean;
  paid: boolean;
}

/** Some orders as they were made, by their ids. */
export const readMade = (sql: Sql, ids: string[]) => sql<MadeOrder[]>`
  select o.id, u.email, o.occasion_date::text as day, (o.created_at at time zone 'UTC')::date::text as created,
    array(select generation_status::text from public.song_variants where order_id = o.id) as statuses,
    exists (select 1 from public.song_variants where order_id = o.id and first_played_at is not null) as played,
    o.payment_status = 'paid' as paid
  from public.orders o join public.users u on u.id = o.user_id
  where o.id = any (${ids}::uuid[]) order by o.id::text`;

/** The day so many days from today, or from another moment's, as an ISO date in UTC. */
export const dayFromNow = (days: number, now = Date.now()) =>
  new Date(now + days * 86_400_000).toISOString().slice(0, 10);

/** What a filter of orders is to mean, said once more and apart from the SQL. */
export function isMeant(order: MadeOrder, filter: OrderFilter): boolean {
  const { occasion_from, occasion_to, created_from, created_to, due_within } = filter;
  const { statuses } = order;
  const incomplete = statuses.some((status) => status !== "complete");
  const complete = statuses.length > 0 && !incomplete;
  const unfinished = incomplete || (statuses.length === 0 && order.paid);
  const failed = statuses.includes("failed");
  const isStatus = { empty: statuses.length === 0, pending: incomplete && !failed, complete, failed };
  return [
    order.email.includes(filter.q.toLowerCase()),
    filter.status === undefined || isStatus[filter.status as keyof typeof isStatus],
    !filter.any_failed || failed,
    due_within === undefined || (unfinished && order.day !== null && order.day <= dayFromNow(due_within)),
    !filter.never_played || (complete && !order.played),
    occasion_from === undefined || (order.day !== null && order.day >= occasion_from),
    occasion_to === undefined || (order.day !== null && order.day <= occasion_to),
    created_from === undefined || order.created >= created_from,
    created_to === undefined || order.created <= created_to,
  ].every(Boolean);
}
