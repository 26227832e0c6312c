import type { IncomingEvent } from "./incoming-events.ts";
import { scheduleRuns } from "./schedule-runs.ts";
import type { Store, Tx } from "./store.ts";
import { eventIdOf } from "./ulid.ts";

/**
 * Marks an id as seen, unless it was seen within 24 hours (Inngest's window,
 * https://www.inngest.com/docs/events#deduplication).
 *
 * @returns the event that first bore the id, and whether that is this one
 */
async function claimId(store: Store, tx: Tx, id: string, eventId: string) {
  const [claimed] = await tx`
    insert into seen_event_ids (id, event_id, seen_at) values (${id}, ${eventId}, ${store.present()})
    on conflict (id) do update set event_id = excluded.event_id, seen_at = excluded.seen_at
      where seen_event_ids.seen_at <= excluded.seen_at - interval '24 hours'
    returning event_id`;
  if (claimed) return { eventId, isNew: true };
  const [seen] = await tx<{ event_id: string }[]>`select event_id from seen_event_ids where id = ${id}`;
  return { eventId: seen?.event_id ?? eventId, isNew: false };
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
  const named = events.map((event, index) => {
    const internalId = eventIdOf(seed, index);
    return { event, index, internalId, id: event.senderId ?? internalId };
  });
  // One order for everybody: two requests with the same ids the other way round would wait for each other.
  named.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.index - b.index));
  const ids: string[] = new Array(events.length);
  await store.sql.begin(async (tx) => {
    const [clock] = await tx<{ present: Date }[]>`select ${store.present()} as present`;
    for (const { event, index, internalId, id } of named) {
      const { eventId, isNew } = await claimId(store, tx, id, internalId);
      ids[index] = eventId;
      if (!isNew) continue;
      const ts = event.ts ?? clock?.present.getTime() ?? Date.now();
      const body = { ...event.body, data: event.body.data ?? {}, id, ts };
      await scheduleRuns(store, tx, { id: eventId, name: event.name, body, dueAtMs: ts });
    }
  });
  return ids;
}
