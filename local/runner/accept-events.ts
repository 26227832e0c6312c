import type { IncomingEvent } from "./incoming-events.ts";
import { scheduleRuns } from "./schedule-runs.ts";
import type { Store, Tx } from "./store.ts";
import { eventIdOf } from "./ulid.ts";

/** An event with the id by which it is known, and the one that it is stored under when it is new. */
interface Named {
  event: IncomingEvent;
  internalId: string;
  id: string;
}

/**
 * Marks ids as seen, unless they were seen within 24 hours (Inngest's window,
 * https://www.inngest.com/docs/events#deduplication).
 *
 * @param named each id once, in the order of the ids
 * @returns which of them are new, and the event that first bore each
 */
async function claimIds(store: Store, tx: Tx, named: Named[]) {
  const ids = named.map(({ id }) => id);
  const claimed = await tx<{ id: string }[]>`
    insert into seen_event_ids (id, event_id, seen_at)
    select id, event_id, ${store.present()}
    from unnest(${ids}::text[], ${named.map(({ internalId }) => internalId)}::text[]) as t (id, event_id)
    on conflict (id) do update set event_id = excluded.event_id, seen_at = excluded.seen_at
      where seen_event_ids.seen_at <= excluded.seen_at - interval '24 hours'
    returning id`;
  const known = await tx<{ id: string; event_id: string }[]>`
    select id, event_id from seen_event_ids where id = any(${ids})`;
  return {
    isNew: new Set(claimed.map(({ id }) => id)),
    eventIds: new Map(known.map(({ id, event_id }) => [id, event_id])),
  };
}

/**
 * Takes events in: all of them in one transaction, each with the runs that it triggers. An id seen within
 * 24 hours is dropped and answered like the first time.
 *
 * @param seed what the client sent as x-inngest-event-id-seed, see {@link eventIdOf}
 * @returns the internal id of each event, in the order of the events
 */
export async function acceptEvents(
  store: Store,
  events: IncomingEvent[],
  seed: string | undefined,
): Promise<string[]> {
  const named = events.map((event, index): Named => {
    const internalId = eventIdOf(seed, index);
    return { event, internalId, id: event.senderId ?? internalId };
  });
  const firsts = new Map<string, Named>();
  for (const one of named) if (!firsts.has(one.id)) firsts.set(one.id, one);
  // One order for everybody: two requests with the same ids the other way round would wait for each other.
  const distinct = [...firsts.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return store.sql.begin(async (tx) => {
    const [clock] = await tx<{ present: Date }[]>`select ${store.present()} as present`;
    const { isNew, eventIds } = await claimIds(store, tx, distinct);
    await scheduleRuns(
      store,
      tx,
      distinct
        .filter(({ id }) => isNew.has(id))
        .map(({ event, id, internalId }) => {
          const ts = event.ts ?? clock?.present.getTime() ?? Date.now();
          const body = { ...event.body, data: event.body.data ?? {}, id, ts };
          return { id: internalId, name: event.name, body, dueAtMs: ts };
        }),
    );
    return named.map(({ id, internalId }) => eventIds.get(id) ?? internalId);
  });
}
