import { type Ending, endRun } from "./end-run.ts";
import type { Progress, StepResult } from "./opcodes.ts";
import { FUNCTION_STEP, type QueueItem } from "./queue.ts";
import { type Delay, momentOf, type Store, type Tx } from "./store.ts";

/**
 * Runs `change` in a transaction that holds the run, provided that the item is still ours: an item whose lease
 * ran out belongs to somebody else, and whatever came of it here is void.
 */
async function whileOurs(
  store: Store,
  item: QueueItem,
  change: (tx: Tx, again: boolean) => Promise<void>,
): Promise<void> {
  await store.sql.begin(async (tx) => {
    await tx`select 1 from runs where id = ${item.runId} for update`;
    const [ours] = await tx<{ again: boolean }[]>`
      select again from queue
      where run_id = ${item.runId} and step_id = ${item.stepId} and lease_token = ${item.leaseToken}
      for update`;
    if (ours) await change(tx, ours.again);
  });
}

/** The run has ended with what came of the item. */
export async function endItem(store: Store, item: QueueItem, ending: Ending): Promise<void> {
  await whileOurs(store, item, async (tx) => void (await endRun(store, tx, item.runId, ending)));
}

/** A sleep is over. */
export async function wakeItem(store: Store, item: QueueItem): Promise<void> {
  const slept: Progress = {
    results: [{ id: item.stepId, name: item.name, data: null }],
    planned: [],
    sleeps: [],
    retry: null,
    completed: null,
    racing: false,
  };
  await advanceRun(store, item, slept, false);
}

/**
 * Stores what a call brought and queues what follows from it: planned steps, sleeps, and the next call of the
 * function. The function is called again once all steps under way have ended, or after each of them when it
 * races them ("eager").
 */
export async function advanceRun(
  store: Store,
  item: QueueItem,
  progress: Progress,
  eager: boolean,
): Promise<void> {
  await whileOurs(store, item, async (tx, again) => {
    for (const result of progress.results) await storeResult(tx, item, result);
    await tx`delete from queue where run_id = ${item.runId} and step_id = ${item.stepId}`;
    for (const step of progress.planned) await enqueue(store, tx, item, "call", step, { afterMs: 0 });
    for (const sleep of progress.sleeps) await enqueue(store, tx, item, "sleep", sleep, sleep.until);
    const [run] = await tx<{ eager: boolean; pending: number }[]>`
      update runs set eager = eager or ${eager} where id = ${item.runId}
      returning eager, (select count(*)::int from queue q where q.run_id = id and q.step_id <> ${FUNCTION_STEP})
        as pending`;
    if (!run) return;
    const ended = progress.results.length > 0;
    if (again || run.pending === 0 || (run.eager && ended)) await enqueueCall(store, tx, item);
  });
}

async function storeResult(tx: Tx, item: QueueItem, result: StepResult): Promise<void> {
  const data = "data" in result ? JSON.stringify(result.data) : null;
  const error = "error" in result ? JSON.stringify(result.error) : null;
  await tx`
    insert into steps (run_id, step_id, name, data, error)
    values (${item.runId}, ${result.id}, ${result.name}, ${data}, ${error})
    on conflict do nothing`;
}

/** Queues a step unless it is queued or has ended: the SDK announces planned steps again on each call. */
async function enqueue(
  store: Store,
  tx: Tx,
  item: QueueItem,
  kind: QueueItem["kind"],
  step: { id: string; name: string },
  due: Delay,
): Promise<void> {
  await tx`
    insert into queue (run_id, step_id, kind, name, function_id, run_at)
    select ${item.runId}, ${step.id}, ${kind}, ${step.name}, ${item.functionId}, ${momentOf(store, due)}
    where not exists (select 1 from steps where run_id = ${item.runId} and step_id = ${step.id})
    on conflict do nothing`;
}

/** Queues the next call of the function; one that is under way has not seen everything, so another follows it. */
async function enqueueCall(store: Store, tx: Tx, item: QueueItem): Promise<void> {
  await tx`
    insert into queue (run_id, step_id, kind, name, function_id, run_at)
    values (${item.runId}, ${FUNCTION_STEP}, 'call', ${FUNCTION_STEP}, ${item.functionId}, ${store.present()})
    on conflict (run_id, step_id) do update set again = true`;
}
