import { momentOf, type Store, type Tx } from "./store.ts";
import { ulid } from "./ulid.ts";

/** The event that a failed run leaves behind; onFailure handlers are triggered by it. */
export const FUNCTION_FAILED = "inngest/function.failed";

/** The step id that asks the SDK to go on with the function from the top, as opposed to run one planned step. */
export const FUNCTION_STEP = "step";

export interface StoredEvent {
  /** The internal id, by which the runs are found. */
  id: string;
  name: string;
  /** What the function receives. */
  body: Record<string, unknown>;
  /** Not run before, milliseconds since the epoch. */
  dueAtMs: number;
  /** For {@link FUNCTION_FAILED}: the function that failed. */
  failureOf?: string;
}

async function createRun(store: Store, tx: Tx, functionId: string, event: StoredEvent): Promise<void> {
  const runId = ulid();
  const due = store.sql`greatest(${store.present()}, ${momentOf(store, { atMs: event.dueAtMs })})`;
  await tx`
    insert into runs (id, function_id, event_id, status, started_at)
    values (${runId}, ${functionId}, ${event.id}, 'Running', ${due})`;
  await tx`
    insert into queue (run_id, step_id, kind, name, function_id, run_at)
    values (${runId}, ${FUNCTION_STEP}, 'call', ${FUNCTION_STEP}, ${functionId}, ${due})`;
}

/** Stores an event and a run for each active function that it triggers, within the caller's transaction. */
export async function scheduleRuns(store: Store, tx: Tx, event: StoredEvent): Promise<void> {
  await tx`
    insert into events (id, name, body, received_at)
    values (${event.id}, ${event.name}, ${JSON.stringify(event.body)}, ${store.present()})`;
  const triggered = await tx<{ function_id: string }[]>`
    select distinct t.function_id
    from event_triggers t join functions f on f.id = t.function_id
    where f.active
      and (t.event = ${event.name}
        or (right(t.event, 1) = '*' and starts_with(${event.name}::text, left(t.event, -1))))
      and t.failure_of in ('', ${event.failureOf ?? ""})
    order by 1`;
  for (const { function_id } of triggered) await createRun(store, tx, function_id, event);
}

/** Stores a scheduled event and one run of the one function that it is meant for. */
export async function scheduleCronRun(store: Store, tx: Tx, functionId: string, cron: string, atMs: number) {
  const id = ulid(atMs);
  const name = "inngest/scheduled.timer";
  const event = { id, name, body: { id, name, ts: atMs, data: { cron } }, dueAtMs: atMs };
  await tx`
    insert into events (id, name, body, received_at)
    values (${id}, ${name}, ${JSON.stringify(event.body)}, ${store.present()})`;
  await createRun(store, tx, functionId, event);
}
