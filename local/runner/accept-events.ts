import type { IncomingEvent } from "./incoming-events.ts";
import { scheduleRuns } from "./schedule-runs.ts";
import type { Store } from "./store.ts";
import { eventIdOf } from "./ulid.ts";

/**
 * Takes events in: all of them in one transaction, each with the runs that it triggers. An event whose id has started a
 * function within 24 hours is taken too, under an internal id of its own; it only does not start that function again.
 *
 * @param seed what the client sent as x-inngest-event-id-seed, see {@link eventIdOf}
 * @returns the internal id of each event, in the order of the events
 */
export async function acceptEvents(
  store: Store,
  events: IncomingEvent[],
  seed: string | undefined,
): Promise<string[]> {
  const ids = events.map((_, index) => eventIdOf(seed, index));
  await store.sql.begin(async (tx) => {
    const [clock] = await tx<{ present: Date }[]>`select ${store.present()} as present`;
    await scheduleRuns(
      store,
      tx,
      events.map(({ name, data, user, senderId, v, ...event }, index) => {
        const id = ids[index] ?? "";
        const ts = event.ts ?? clock?.present.getTime() ?? Date.now();
        const body = { name, data: data ?? {}, user, id: senderId ?? id, ts, ...(v !== null && { v }) };
        return { id, name, body, key: body.id, dueAtMs: ts };
      }),
    );
  });
  return ids;
}
