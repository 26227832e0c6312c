import type { LiveChanges } from "./live-store";

/**
 * What a query shows: everything of a kind, or one record. "time" changes by getting older, such as what is due today;
 * "recovery" is said when the server answers again.
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

/** The topics of a query, where they depend on what it has read: undefined until then. */
type TopicsOfData = (data: unknown) => readonly LiveTopic[];

declare module "@tanstack/react-query" {
  interface Register {
    /**
     * `live`: the query is read again when one of these changes, and no query of the desk has a timer of its own. With an
     * empty list it is read again only when it could not be read: what keeps its rows in their places does the rest.
     */
    queryMeta: { live?: readonly LiveTopic[] | TopicsOfData };
  }
}

/** The topics of a query as its `meta`, where they depend on what it has read. */
export function liveOn<Data>(topicsOf: (data: Data | undefined) => readonly LiveTopic[]) {
  return { live: (data: unknown) => topicsOf(data as Data | undefined) };
}

/** What of a query decides whether it is read again. */
interface AskedQuery {
  meta?: { live?: readonly LiveTopic[] | TopicsOfData } | undefined;
  state: { data: unknown; status: string; isInvalidated: boolean };
}

/**
 * Says which queries changes concern.
 *
 * @returns whether a query is to be read again. When the server answers again, those are that could not be read meanwhile.
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
