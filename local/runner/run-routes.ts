import { cancelRun } from "./end-run.ts";
import { Refusal } from "./incoming-events.ts";
import { internalIdOf, RUNS_MAX_AGE_S, requireInternalId, runsOfEvent, runsWithOutput } from "./read-api.ts";
import type { Store } from "./store.ts";

/** What is answered: JSON, or nothing. */
export interface Answer {
  status: number;
  body?: Record<string, unknown>;
  maxAgeSeconds?: number;
}

/** GET /v1/events/:id/runs. The genuine server's cache loses the status of a refusal: it is 200, and says 400 inside. */
export async function readRuns(store: Store, eventId: string): Promise<Answer> {
  try {
    const data = await runsOfEvent(store, eventId);
    const now = Date.now();
    const metadata = {
      fetched_at: new Date(now).toISOString(),
      cached_until: new Date(now + RUNS_MAX_AGE_S * 1_000).toISOString(),
    };
    return { status: 200, body: { data, metadata }, maxAgeSeconds: RUNS_MAX_AGE_S };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: 200, body: { error: error.message, data: null, status: error.status } };
  }
}

const refused = (status: number, code: string, message: string): Answer => ({
  status,
  body: { errors: [{ code, message }] },
});
const metadata = () => ({ fetchedAt: new Date().toISOString() });

/** GET /api/v2/events/:id/runs. No runs are no "data" at all. */
export async function readRunsWithOutput(
  store: Store,
  eventId: string,
  withOutput: boolean,
): Promise<Answer> {
  const id = internalIdOf(eventId);
  if (!id) return refused(400, "invalid_field_format", "Event ID must be a valid ULID");
  const data = await runsWithOutput(store, id, withOutput);
  return {
    status: 200,
    body: { ...(data.length > 0 && { data }), metadata: metadata(), page: { limit: 20 } },
  };
}

/** POST /api/v2/runs/:id/cancel. */
export async function cancel(store: Store, runId: string): Promise<Answer> {
  const id = internalIdOf(runId);
  if (!id) return refused(400, "invalid_field_format", "Run ID must be a valid ULID");
  switch (await cancelRun(store, id)) {
    case null:
      return refused(404, "not_found", "Run not found");
    case "Cancelled":
      return refused(409, "run_already_cancelled", "Run is already cancelled");
    case "Completed":
    case "Failed":
      return refused(409, "run_already_ended", "Cannot cancel an ended run");
    default:
      return { status: 200, body: { data: { runId: id }, metadata: metadata() } };
  }
}

/** DELETE /v1/runs/:id. To cancel what has ended is no error here. */
export async function deleteRun(store: Store, runId: string): Promise<Answer> {
  const id = requireInternalId(runId, "run");
  if ((await cancelRun(store, id)) === null) throw new Refusal(404, `Unable to load function run: ${id}`);
  return { status: 200 };
}
