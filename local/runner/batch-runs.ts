import { FUNCTION_STEP } from "./queue.ts";
import type { Store, Tx } from "./store.ts";
import { ulid } from "./ulid.ts";

/** A run that an event is to start. */
export interface NewRun {
  functionId: string;
  eventId: string;
  key: string;
  dueAtMs: number;
}

interface Batching {
  id: string;
  size: number;
  timeoutMs: number;
}

/**
 * What the events of a batch have together, at most: a call carries them whole, and an app takes some MiB. (The genuine
 * server leaves out what is larger, and the SDK fetches it.)
 */
const BATCH_BYTES = 1_500_000;

/** A batch that is being filled. */
interface Batch {
  runId: string;
  events: number;
  bytes: number;
}

/** The batch that still waits for more; null when there is none. Its place in the queue is locked, so that it cannot begin meanwhile. */
async function openBatch(store: Store, tx: Tx, { id, size }: Batching): Promise<Batch | null> {
  const [waiting] = await tx<Batch[]>`
    select q.run_id as "runId", (select 1 + count(*)::int from run_events e where e.run_id = q.run_id) as events,
      (select sum(octet_length(e.body))::int from events e
        where e.id = r.event_id or e.id in (select m.event_id from run_events m where m.run_id = r.id)) as bytes
    from queue q join runs r on r.id = q.run_id
    where q.function_id = ${id} and r.status = 'Scheduled' and q.run_at > ${store.present()}
      and q.lease_token is null
    order by q.seq desc limit 1 for update of q skip locked`;
  return waiting && waiting.events < size ? waiting : null;
}

/** Puts the events of one function into batches: the one that waits first, then new ones. A full one begins at once. */
async function addToBatches(store: Store, tx: Tx, batching: Batching, runs: NewRun[]): Promise<void> {
  // One transaction at a time fills a function's batches; the others wait for it.
  await tx`select pg_advisory_xact_lock(hashtextextended(${`inngest_runner.batch:${batching.id}`}, 0))`;
  const ids = runs.map(({ eventId }) => eventId);
  const sizes = await tx<{ id: string; bytes: number }[]>`
    select id, octet_length(body) as bytes from events where id = any(${ids})`;
  const bytesOf = new Map(sizes.map(({ id, bytes }) => [id, bytes]));
  const beginNow = (runId: string) =>
    tx`update queue set run_at = ${store.present()} where run_id = ${runId}`;
  let batch = await openBatch(store, tx, batching);
  for (const eventId of ids) {
    const bytes = bytesOf.get(eventId) ?? 0;
    if (batch && batch.bytes + bytes > BATCH_BYTES) {
      await beginNow(batch.runId);
      batch = null;
    }
    if (batch) {
      await tx`
        insert into run_events (run_id, position, event_id) values (${batch.runId}, ${batch.events}, ${eventId})`;
      batch = { ...batch, events: batch.events + 1, bytes: batch.bytes + bytes };
    } else batch = await beginBatch(store, tx, batching, eventId, bytes);
    if (batch.events >= batching.size) {
      await beginNow(batch.runId);
      batch = null;
    }
  }
}

/** Queues a run that waits for further events. */
async function beginBatch(
  store: Store,
  tx: Tx,
  { id, timeoutMs }: Batching,
  eventId: string,
  bytes: number,
): Promise<Batch> {
  const runId = ulid();
  const due = store.sql`${store.present()} + ${timeoutMs}::float8 * interval '1 millisecond'`;
  await tx`
    insert into runs (id, function_id, event_id, status, started_at)
    values (${runId}, ${id}, ${eventId}, 'Scheduled', ${store.present()})`;
  await tx`
    insert into queue (run_id, step_id, kind, name, function_id, run_at)
    values (${runId}, ${FUNCTION_STEP}, 'call', ${FUNCTION_STEP}, ${id}, ${due})`;
  return { runId, events: 1, bytes };
}

/**
 * Takes the runs of functions that take several events at once: as the further events of a run that waits for them.
 *
 * @returns which functions those are
 */
export async function createBatches(store: Store, tx: Tx, runs: NewRun[]): Promise<Set<string>> {
  const ids = [...new Set(runs.map(({ functionId }) => functionId))];
  // In one order, so that two transactions cannot wait for each other.
  const batchings = await tx<Batching[]>`
    select id, batch_size as size, batch_timeout_ms as "timeoutMs" from functions
    where id = any(${ids}) and batch_size is not null order by id`;
  for (const batching of batchings) {
    await addToBatches(
      store,
      tx,
      batching,
      runs.filter(({ functionId }) => functionId === batching.id),
    );
  }
  return new Set(batchings.map(({ id }) => id));
}
