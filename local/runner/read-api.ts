import type { Store } from "./store.ts";

/** A run as GET /v1/events/:id/runs shows it, in the shape of Inngest's REST API. */
export interface RunView {
  run_id: string;
  function_id: string;
  event_id: string;
  status: "Running" | "Completed" | "Failed";
  run_started_at: string;
  ended_at: string | null;
  output: unknown;
}

/**
 * The runs that an event triggered, oldest first.
 *
 * @param eventId the internal id, as POST /e/:key answered it, or the id that the sender chose
 */
export async function runsOfEvent(store: Store, eventId: string): Promise<RunView[]> {
  const rows = await store.sql`
    select id, function_id, event_id, status, started_at, ended_at, output from runs
    where event_id = ${eventId} or event_id = (select event_id from seen_event_ids where id = ${eventId})
    order by id`;
  return rows.map((row) => ({
    run_id: row.id,
    function_id: row.function_id,
    event_id: row.event_id,
    status: row.status,
    run_started_at: row.started_at.toISOString(),
    ended_at: row.ended_at?.toISOString() ?? null,
    output: row.output === null ? null : JSON.parse(row.output),
  }));
}

/** The apps and the functions that new events can trigger. */
export async function listFunctions(store: Store) {
  return store.sql<{ id: string; app: string; url: string }[]>`
    select id, app_name as app, url from functions where active order by id`;
}
