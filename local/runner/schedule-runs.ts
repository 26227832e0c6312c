import { createBatches, type NewRun } from "./batch-runs.ts";
import { FUNCTION_STEP } from "./queue.ts";
import type { Store, Tx } from "./store.ts";
import { ulid } from "./ulid.ts";

/** The events that a run leaves behind when it ends; onFailure handlers are triggered by the second. */
export const FUNCTION_FINISHED = "inngest/function.finished";
export const FUNCTION_FAILED = "inngest/function.failed";
export const FUNCTION_CANCELLED = "inngest/function.cancelled";

export interface StoredEvent {
  /** The internal id, by which the runs are found. */
  id: string;
  name: string;
  /** What the function receives. */
  body: Record<string, unknown>;
  /** The event's id for everybody else: it starts a function once in 24 hours. */
  key: string;
  /** Not run before, milliseconds since the epoch. */
  dueAtMs: number;
  /** For the events of a run that ended: its function. */
  aboutFunction?: string;
}

/**
 * Leaves out the runs whose function was started by an event of the same id within 24 hours (Inngest's window,
 * https://www.inngest.com/docs/events#deduplication).
 */
async function claimKeys(store: Store, tx: Tx, runs: NewRun[]): Promise<NewRun[]> {
  const firsts = new Map<string, NewRun>();
  for (const run of runs) {
    const claim = JSON.stringify([run.functionId, run.key]);
    if (!firsts.has(claim)) firsts.set(claim, run);
  }
  // One order for everybody: two requests with the same ids the other way round would wait for each other.
  const distinct = [...firsts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, run]) => run);
  const claimed = await tx<{ function_id: string; key: string }[]>`
    insert into run_keys (function_id, key, claimed_at)
    select function_id, key, ${store.present()}
    from unnest(
      ${distinct.map(({ functionId }) => functionId)}::text[], ${distinct.map(({ key }) => key)}::text[]
    ) as t (function_id, key)
    on conflict (function_id, key) do update set claimed_at = excluded.claimed_at
      where run_keys.claimed_at <= excluded.claimed_at - interval '24 hours'
    returning function_id, key`;
  const ours = new Set(claimed.map(({ function_id, key }) => JSON.stringify([function_id, key])));
  return [...firsts].flatMap(([claim, run]) => (ours.has(claim) ? [run] : []));
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
    select id, function_id, event_id, 'Scheduled', ${due}
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
async function functionsOf(tx: Tx, name: string, aboutFunction: string): Promise<string[]> {
  const triggered = await tx<{ function_id: string }[]>`
    select distinct t.function_id
    from subscriptions t join functions f on f.id = t.function_id
    where f.active
      and (t.event = ${name} or (right(t.event, 1) = '*' and starts_with(${name}::text, left(t.event, -1))))
      and t.about_function in ('', ${aboutFunction})
    order by 1`;
  return triggered.map(({ function_id }) => function_id);
}

/** Stores events and a run for each active function that each of them triggers, within the caller's transaction. */
export async function scheduleRuns(store: Store, tx: Tx, events: StoredEvent[]): Promise<void> {
  await tx`
    insert into events (id, name, key, body, received_at)
    select id, name, key, body, ${store.present()}
    from unnest(
      ${events.map(({ id }) => id)}::text[], ${events.map(({ name }) => name)}::text[],
      ${events.map(({ key }) => key)}::text[],
      ${events.map(({ body }) => JSON.stringify(body))}::text[]) as t (id, name, key, body)
    on conflict do nothing`;
  const known = new Map<string, string[]>();
  const runs: NewRun[] = [];
  for (const { id, name, aboutFunction = "", key, dueAtMs } of events) {
    const asked = JSON.stringify([name, aboutFunction]);
    const functionIds = known.get(asked) ?? (await functionsOf(tx, name, aboutFunction));
    known.set(asked, functionIds);
    runs.push(...functionIds.map((functionId) => ({ functionId, eventId: id, key, dueAtMs })));
  }
  const claimed = await claimKeys(store, tx, runs);
  const batched = await createBatches(store, tx, claimed);
  await createRuns(
    store,
    tx,
    claimed.filter(({ functionId }) => !batched.has(functionId)),
  );
}

/** Stores a scheduled event and one run of the one function that it is meant for. */
export async function scheduleCronRun(store: Store, tx: Tx, functionId: string, cron: string, atMs: number) {
  const id = ulid(atMs);
  const name = "inngest/scheduled.timer";
  const body = { id, name, ts: atMs, data: { cron }, user: {} };
  await tx`
    insert into events (id, name, key, body, received_at)
    values (${id}, ${name}, ${id}, ${JSON.stringify(body)}, ${store.present()})`;
  await createRuns(store, tx, [{ functionId, eventId: id, key: id, dueAtMs: atMs }]);
}
