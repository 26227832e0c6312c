import type { LiveChanges } from "./live-store";

/**
 * What a query shows: all records of a kind, or one record. "time" is for what changes as time passes, such as what is due
 * today. "recovery" means that the server answers again.
 */
export type LiveTopic =
  | "failed_job"
  | "order"
  | "customer"
  | "bulk_operation"
  | "outbox"
  | "staff_member"
  | "staff_invitation"
  | "saved_view"
  | "time"
  | `failed_job:${string}`
  | `order:${string}`;

/** Topics that depend on the query's data; undefined before its first answer. */
type TopicsOfData = (data: unknown) => readonly LiveTopic[];

declare module "@tanstack/react-query" {
  interface Register {
    /**
     * `live`: the query is fetched again when one of these topics changes. No query of the desk has its own timer. An empty
     * list means that it is fetched again only after it failed: `useInPlace` updates its rows where they stand.
     */
    queryMeta: { live?: readonly LiveTopic[] | TopicsOfData };
  }
}

/** The `meta` of a query whose topics depend on its data. */
export function liveOn<Data>(topicsOf: (data: Data | undefined) => readonly LiveTopic[]) {
  return { live: (data: unknown) => topicsOf(data as Data | undefined) };
}

/** The parts of a query that decide whether it is fetched again. */
interface AskedQuery {
  meta?: { live?: readonly LiveTopic[] | TopicsOfData } | undefined;
  state: { data: unknown; status: string; isInvalidated: boolean };
}

/**
 * Which queries to fetch again after these changes.
 *
 * @returns a predicate for queries; on "recovery" it also picks those that failed in the meantime
 */
export function concernedBy({ all, failures, orders, kinds }: LiveChanges): (query: AskedQuery) => boolean {
  const topics = new Set<string>(kinds);
  const add = (kind: string, ids: ReadonlySet<string>) => {
    if (ids.size > 0) topics.add(kind);
    for (const id of ids) topics.add(`${kind}:${id}`);
  };
  add("failed_job", failures);
  add("order", orders);
  return ({ meta, state }) => {
    if (!meta?.live) return false;
    if (topics.has("recovery") && (state.isInvalidated || state.status === "error")) return true;
    const shown = typeof meta.live === "function" ? meta.live(state.data) : meta.live;
    return shown.some((topic) => all || topics.has(topic));
  };
}
