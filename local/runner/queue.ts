import { type Delay, momentOf, type Store } from "./store.ts";

/** The step id that asks the SDK to go on with the function from the top, as opposed to run one planned step. */
export const FUNCTION_STEP = "step";

/** One thing to do for a run: call the app (for the function or one planned step), or end a sleep. */
export interface QueueItem {
  runId: string;
  stepId: string;
  kind: "call" | "sleep";
  name: string;
  functionId: string;
  /** Zero for the first; counted for each step on its own. */
  attempt: number;
  /** How often in a row the app could not be reached at all. */
  refusals: number;
  /** Proves that the item is still ours; another claim changes it. */
  leaseToken: string;
}

/**
 * Takes items that are due and free, at most as many per function as its concurrency allows.
 *
 * @param underWay the items that this process is working on: they stay its own even when their leases seem over,
 *   as they do for a moment when the machine wakes from sleep
 * @param limit how many at most
 * @param leaseMs for how long they are ours unless extended; afterwards anybody may take them
 */
export async function claimItems(
  store: Store,
  underWay: QueueItem[],
  limit: number,
  leaseMs: number,
): Promise<QueueItem[]> {
  const mine = underWay.map((item) => item.leaseToken);
  const until = momentOf(store, { afterMs: leaseMs });
  const now = store.present;
  return store.sql.begin(async (tx) => {
    // Counting what runs and adding to it is one step, also between two runners.
    await tx`select pg_advisory_xact_lock(hashtext('inngest_runner.claim'))`;
    return tx<QueueItem[]>`
      with busy as (
        select function_id, count(*) as items from queue
        where kind = 'call' and (lease_until > ${now()} or lease_token = any(${mine})) group by function_id
      ), due as (
        select q.run_id, q.step_id,
          row_number() over (partition by q.function_id, q.kind order by q.run_at, q.seq) as place,
          case when q.kind = 'call' then f.concurrency - coalesce(b.items, 0) end as room
        from queue q
          left join functions f on f.id = q.function_id
          left join busy b on b.function_id = q.function_id
        where q.run_at <= ${now()}
          and (q.lease_until is null or (q.lease_until <= ${now()} and q.lease_token <> all(${mine})))
      ), chosen as (
        select q.run_id, q.step_id from queue q join due using (run_id, step_id)
        where (due.room is null or due.place <= due.room)
          and q.run_at <= ${now()} and (q.lease_until is null or q.lease_until <= ${now()})
        order by q.run_at, q.seq limit ${limit} for update of q skip locked
      )
      update queue q set lease_token = gen_random_uuid()::text, lease_until = ${until}
      from chosen c where q.run_id = c.run_id and q.step_id = c.step_id
      returning q.run_id as "runId", q.step_id as "stepId", q.kind, q.name, q.function_id as "functionId",
        q.attempt, q.refusals, q.lease_token as "leaseToken"`;
  });
}

/** Keeps items that are still being worked on. */
export async function extendLeases(store: Store, items: QueueItem[], leaseMs: number): Promise<void> {
  if (items.length === 0) return;
  const tokens = items.map((item) => item.leaseToken);
  // Skipping locked rows: they are just being finished, and waiting for them could end in a deadlock.
  await store.sql`
    update queue q set lease_until = ${momentOf(store, { afterMs: leaseMs })}
    from (select run_id, step_id from queue where lease_token = any(${tokens}) for update skip locked) mine
    where q.run_id = mine.run_id and q.step_id = mine.step_id`;
}

/**
 * Gives an item back to be done later. Nothing happens when the lease is no longer ours.
 *
 * @param change what to count: another attempt, another refusal, or nothing (the runner itself stops)
 */
export async function returnItem(
  store: Store,
  item: QueueItem,
  delay: Delay,
  change: "attempt" | "refusal" | "nothing",
): Promise<void> {
  await store.sql`
    update queue set run_at = ${momentOf(store, delay)}, lease_token = null, lease_until = null,
      attempt = attempt + ${change === "attempt" ? 1 : 0},
      refusals = ${change === "refusal" ? item.refusals + 1 : 0}
    where run_id = ${item.runId} and step_id = ${item.stepId} and lease_token = ${item.leaseToken}`;
}
