import type { Store, Tx } from "./store.ts";
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

interface NewRun {
  functionId: string;
  eventId: string;
  dueAtMs: number;
}

/** All at once: many events may arrive in one request, and each statement is a way to the database and back. */
async function createRuns(store: Store, tx: Tx, runs: NewRun[]): Promise<void> {
  if (runs.length === 0) return;
  const ids = runs.map(() => ulid());
  const functionIds = runs.map(({ functionId }) => functionId);
  const due = store.sql`greatest(${store.present()}, to_timestamp(due_at_ms / 1000))`;
  const dueAt = runs.map(({ dueAtMs }) => dueAtMs);
  await tx`
    insert into runs (id, function_id, event_id, status, started_at)
    select id, function_id, event_id, 'Running', ${due}
    from unnest(
      ${ids}::text[], ${functionIds}::text[], ${runs.map(({ eventId }) => eventId)}::text[], ${dueAt}::float8[]
    ) with ordinality as t (id, function_id, event_id, due_at_ms, place) order by place`;
  await tx`
    insert into queue (run_id, step_id, kind, name, function_id, run_at)
    select run_id, ${FUNCTION_STEP}, 'call', ${FUNCTION_STEP}, function_id, ${due}
    from unnest(${ids}::text[], ${functionIds}::text[], ${dueAt}::float8[])
      with ordinality as t (run_id, function_id, due_at_ms, place) order by place`;
}

/** The active functions that events of one name start. */
async function functionsOf(tx: Tx, name: string, failureOf: string): Promise<string[]> {
  const triggered = await tx<{ function_id: string }[]>`
    select distinct t.function_id
    from event_triggers t join functions f on f.id = t.function_id
    where f.active
      and (t.event = ${name} or (right(t.event, 1) = '*' and starts_with(${name}::text, left(t.event, -1))))
      and t.failure_of in ('', ${failureOf})
    order by 1`;
  return triggered.map(({ function_id }) => function_id);
}

/** Stores events and a run for each active function that each of them triggers, within the caller's transaction. */
export async function scheduleRuns(store: Store, tx: Tx, events: StoredEvent[]): Promise<void> {
  await tx`
    insert into events (id, name, body, received_at)
    select id, name, body, ${store.present()}
    from unnest(
      ${events.map(({ id }) => id)}::text[], ${events.map(({ name }) => name)}::text[],
      ${events.map(({ body }) => JSON.stringify(body))}::text[]) as t (id, name, body)`;
  const known = new Map<string, string[]>();
  const runs: NewRun[] = [];
  for (const { id, name, failureOf = "", dueAtMs } of events) {
    const key = JSON.stringify([name, failureOf]);
    const functionIds = known.get(key) ?? (await functionsOf(tx, name, failureOf));
    known.set(key, functionIds);
    runs.push(...functionIds.map((functionId) => ({ functionId, eventId: id, dueAtMs })));
  }
  await createRuns(store, tx, runs);
}

/** Stores a scheduled event and one run of the one function that it is meant for. */
export async function scheduleCronRun(store: Store, tx: Tx, functionId: string, cron: string, atMs: number) {
  const id = ulid(atMs);
  const name = "inngest/scheduled.timer";
  const body = { id, name, ts: atMs, data: { cron } };
  await tx`
    insert into events (id, name, body, received_at)
    values (${id}, ${name}, ${JSON.stringify(body)}, ${store.present()})`;
  await createRuns(store, tx, [{ functionId, eventId: id, dueAtMs: atMs }]);
}
