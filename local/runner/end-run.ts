import { isObject } from "./incoming-events.ts";
import {
  FUNCTION_CANCELLED,
  FUNCTION_FAILED,
  FUNCTION_FINISHED,
  type StoredEvent,
  scheduleRuns,
} from "./schedule-runs.ts";
import type { Store, Tx } from "./store.ts";
import { ulid } from "./ulid.ts";

/** An error as it travels: in a step's state, in a run's output and to onFailure. */
export interface RunError {
  /** What the server itself has to say of it: a code, or the HTTP status. */
  error?: string;
  name: string;
  message: string;
  stack: string;
  cause?: unknown;
}

/** How a run stands: "Scheduled" while it waits for its first call. */
export type RunStatus = "Scheduled" | "Running" | "Completed" | "Failed" | "Cancelled";

/** How a run ended. */
export type Ending =
  | { status: "Completed"; output: unknown }
  | { status: "Failed"; error: RunError; output: unknown }
  | { status: "Cancelled" };

/** What each end is told by, beside "finished". */
const ALSO_TOLD_AS = { Completed: null, Failed: FUNCTION_FAILED, Cancelled: FUNCTION_CANCELLED } as const;

/**
 * Ends a run that is under way, within the caller's transaction, and tells what listens to the ends of functions. What
 * is still being done for it is void: its place in the queue is gone.
 *
 * @returns false when the run had ended already, or never was
 */
export async function endRun(store: Store, tx: Tx, runId: string, ending: Ending): Promise<boolean> {
  const output = ending.status === "Cancelled" ? null : JSON.stringify(ending.output ?? null);
  const [run] = await tx<{ function_id: string; name: string; body: string; present: Date }[]>`
    update runs r set status = ${ending.status}, ended_at = ${store.present()}, output = ${output}
    from events e where r.id = ${runId} and r.ended_at is null and e.id = r.event_id
    returning r.function_id, e.name, e.body, ${store.present()} as present`;
  if (!run) return false;
  await tx`delete from queue where run_id = ${runId}`;
  // The ends of what listens to ends are not told, or they would go on for ever.
  if (run.name === FUNCTION_FAILED || run.name === FUNCTION_FINISHED) return true;
  const further = await tx<{ body: string }[]>`
    select e.body from run_events r join events e on e.id = r.event_id
    where r.run_id = ${runId} order by r.position`;
  const bodies = [run.body, ...further.map(({ body }) => body)];
  await scheduleRuns(store, tx, tellings(runId, { ...run, bodies }, ending));
  return true;
}

/** An event as "events" carries it: without a user that says nothing. */
function withoutNobody(event: Record<string, unknown>): Record<string, unknown> {
  const { user, ...rest } = event;
  return isObject(user) && Object.keys(user).length > 0 ? event : rest;
}

/** The events about a run's end, in the shape of the genuine server (inngest pkg/execution/executor/finalize.go). */
function tellings(
  runId: string,
  run: { function_id: string; bodies: string[]; present: Date },
  ending: Ending,
): StoredEvent[] {
  const ts = run.present.getTime();
  const events: Record<string, unknown>[] = run.bodies.map((body) => JSON.parse(body));
  const data = {
    function_id: run.function_id,
    run_id: runId,
    event: events[0],
    events: events.map(withoutNobody),
    ...(ending.status === "Failed" && { error: ending.error }),
    ...(ending.status !== "Cancelled" && { result: ending.output ?? null }),
    _inngest: { status: ending.status },
  };
  const tell = (name: string, key: string): StoredEvent => ({
    id: ulid(ts),
    name,
    key,
    body: { name, id: key, ts, data, user: {} },
    dueAtMs: ts,
    aboutFunction: run.function_id,
  });
  const also = ALSO_TOLD_AS[ending.status];
  // The run's own id is the event's: however often it is told, its handlers start once.
  return [tell(FUNCTION_FINISHED, ulid(ts)), ...(also ? [tell(also, runId)] : [])];
}

/**
 * Cancels a run that is under way. A call that the app is answering goes on there; its answer is void.
 *
 * @returns how the run stood before: only one without an end is cancelled; null when there is no such run
 */
export async function cancelRun(store: Store, runId: string): Promise<RunStatus | null> {
  return store.sql.begin(async (tx) => {
    const [known] = await tx<{ status: RunStatus }[]>`select status from runs where id = ${runId} for update`;
    if (known) await endRun(store, tx, runId, { status: "Cancelled" });
    return known?.status ?? null;
  });
}
