import type { QueueItem } from "./queue.ts";
import type { Store } from "./store.ts";

/** Everything that a call to the app is made of. */
export interface RunState {
  url: string;
  maxAttempts: number;
  event: unknown;
  /** All of the run's events: several where the function takes them in batches. */
  events: unknown[];
  /** The ended steps, in the order in which they ended. */
  steps: { stepId: string; data: string | null; error: string | null }[];
  /** How many other steps of the run are planned, running or asleep. */
  pending: number;
}

/** Loads the state of a run that begins or goes on with a call; null when the run, or its function, is not there any more. */
export async function loadRun(store: Store, item: QueueItem): Promise<RunState | null> {
  const [run] = await store.sql<{ url: string; maxAttempts: number; body: string; pending: number }[]>`
    update runs r set status = 'Running',
      started_at = case when r.status = 'Scheduled' then ${store.present()} else r.started_at end
    from functions f, events e
    where r.id = ${item.runId} and r.ended_at is null and f.id = r.function_id and e.id = r.event_id
    returning f.url, f.max_attempts as "maxAttempts", e.body,
      (select count(*)::int from queue q where q.run_id = r.id and q.step_id <> ${item.stepId}) as pending`;
  if (!run) return null;
  const steps = await store.sql<RunState["steps"]>`
    select step_id as "stepId", data, error from steps where run_id = ${item.runId} order by position`;
  const further = await store.sql<{ body: string }[]>`
    select e.body from run_events r join events e on e.id = r.event_id
    where r.run_id = ${item.runId} order by r.position`;
  const event: unknown = JSON.parse(run.body);
  return {
    url: run.url,
    maxAttempts: run.maxAttempts,
    event,
    events: [event, ...further.map(({ body }) => JSON.parse(body))],
    steps,
    pending: run.pending,
  };
}

/** The address of a call: the function's own, with the step to run. */
export function callUrl(run: RunState, item: QueueItem): URL {
  const url = new URL(run.url);
  url.searchParams.set("stepId", item.stepId);
  return url;
}

/**
 * The body of a call, as the SDK's handler reads it. Two things are left out on purpose: with ctx.fn_id and
 * ctx.qi_id the SDK would report steps through a checkpoint API that this runner does not have.
 */
export function callBody(run: RunState, item: QueueItem): string {
  const stack = run.steps.map((step) => step.stepId);
  const steps = run.steps.map(({ stepId, data, error }) => [
    stepId,
    error === null
      ? { type: "data", data: JSON.parse(data ?? "null") }
      : { type: "error", error: JSON.parse(error) },
  ]);
  return JSON.stringify({
    version: -1,
    event: run.event,
    events: run.events,
    steps: Object.fromEntries(steps),
    ctx: {
      run_id: item.runId,
      attempt: item.attempt,
      max_attempts: run.maxAttempts,
      // A step that is already under way elsewhere must not be run by this call as well.
      disable_immediate_execution: run.pending > 0,
      use_api: false,
      stack: { stack, current: stack.length - 1 },
    },
  });
}
