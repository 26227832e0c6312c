import { FUNCTION_FAILED, scheduleRuns } from "./schedule-runs.ts";
import type { Store, Tx } from "./store.ts";
import { ulid } from "./ulid.ts";

/** An error as it travels: in a step's state, in a run's output and to onFailure. */
export interface RunError {
  name: string;
  message: string;
  stack: string;
  cause?: unknown;
}

/** Ends a run that returned, within the caller's transaction. The output is JSON. */
export async function completeRun(store: Store, tx: Tx, runId: string, output: unknown): Promise<void> {
  await end(store, tx, runId, "Completed", output);
}

/**
 * Ends a run that failed for good and, unless it was a failure handler itself (failures do not cascade), leaves
 * the event that triggers its onFailure, within the caller's transaction.
 */
export async function failRun(store: Store, tx: Tx, runId: string, error: RunError): Promise<void> {
  await end(store, tx, runId, "Failed", error);
  const [run] = await tx<{ function_id: string; name: string; body: string; present: Date }[]>`
    select r.function_id, e.name, e.body, ${store.present()} as present
    from runs r join events e on e.id = r.event_id where r.id = ${runId}`;
  if (!run || run.name === FUNCTION_FAILED) return;
  const ts = run.present.getTime();
  const id = ulid(ts);
  const event: unknown = JSON.parse(run.body);
  const data = { function_id: run.function_id, run_id: runId, event, error };
  const body = { id, name: FUNCTION_FAILED, ts, data };
  await scheduleRuns(store, tx, [
    { id, name: FUNCTION_FAILED, body, dueAtMs: ts, failureOf: run.function_id },
  ]);
}

async function end(store: Store, tx: Tx, runId: string, status: "Completed" | "Failed", output: unknown) {
  await tx`
    update runs set status = ${status}, ended_at = ${store.present()}, output = ${JSON.stringify(output ?? null)}
    where id = ${runId}`;
  // Steps still under way answer to nobody: their leases are gone with their items.
  await tx`delete from queue where run_id = ${runId}`;
}
