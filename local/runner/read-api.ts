import type { RunStatus } from "./end-run.ts";
import { isObject, Refusal } from "./incoming-events.ts";
import type { Store } from "./store.ts";

/** A run as GET /v1/events/:id/runs shows it (inngest pkg/cqrs, FunctionRun). */
export interface RunView {
  run_id: string;
  run_started_at: string;
  /** Not the id that the app gave: a UUID. */
  function_id: string;
  function_version: number;
  environment_id: string;
  event_id: string;
  status: RunStatus;
  ended_at: string | null;
  /** Nothing worth reading: what a run returned is told elsewhere. */
  output?: "" | Record<string, never>;
}

/** A run as GET /api/v2/events/:id/runs shows it (inngest proto/api/v2, FunctionRun). */
export interface RunWithOutput {
  id: string;
  function: { id: string; name: string };
  app: { id: string };
  status: string;
  queuedAt: string;
  startedAt: string;
  endedAt?: string;
  durationMs?: string;
  trigger: { eventIds: string[] };
  output?: unknown;
}

/** What a dev server shows as the environment. */
const ENVIRONMENT_ID = "00000000-0000-0000-0000-000000000000";

/** For how many seconds an answer may be kept. */
export const RUNS_MAX_AGE_S = 15;

const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i;

/** A ULID in capitals; null for anything else. */
export function internalIdOf(id: string): string | null {
  return ULID.test(id) ? id.toUpperCase() : null;
}

/**
 * Reads an id that this server has given, as opposed to one that a sender chose.
 *
 * @throws Refusal 400 for anything but a ULID
 */
export function requireInternalId(id: string, kind: "event" | "run"): string {
  const known = internalIdOf(id);
  if (!known) throw new Refusal(400, `Invalid ${kind} ID: ${id}`);
  return known;
}

interface RunRow {
  id: string;
  uuid: string;
  /** The function's id within its app. */
  name: string;
  app_name: string | null;
  event_id: string;
  status: RunStatus;
  started_at: Date;
  ended_at: Date | null;
  output: string | null;
}

async function runsOf(store: Store, eventId: string): Promise<RunRow[]> {
  const id = requireInternalId(eventId, "event");
  return store.sql<RunRow[]>`
    select r.id, md5(r.function_id)::uuid as uuid, f.app_name,
      case when starts_with(r.function_id, f.app_name || '-') then substr(r.function_id, length(f.app_name) + 2)
        else r.function_id end as name, r.event_id, r.status, r.started_at,
      r.ended_at, r.output
    from runs r left join functions f on f.id = r.function_id
    where r.event_id = ${id} or r.id in (select run_id from run_events where event_id = ${id})
    order by r.id desc`;
}

/**
 * The runs that an event triggered, newest first.
 *
 * @param eventId the internal id, as POST /e/:key answered it
 * @throws Refusal 400 for anything else, the id that the sender chose included
 */
export async function runsOfEvent(store: Store, eventId: string): Promise<RunView[]> {
  return (await runsOf(store, eventId)).map((run) => ({
    run_id: run.id,
    run_started_at: run.started_at.toISOString(),
    function_id: run.uuid,
    function_version: 0,
    environment_id: ENVIRONMENT_ID,
    event_id: run.event_id,
    status: run.status,
    ended_at: run.ended_at?.toISOString() ?? null,
    ...(run.ended_at && { output: run.status === "Cancelled" ? {} : "" }),
  }));
}

/** What is no object is shown within one (inngest pkg/api/v2, jsonToStruct). */
function shownOutput(output: unknown): Record<string, unknown> {
  return isObject(output) ? output : { data: output };
}

/** Like {@link runsOfEvent}, in the other shape, and with what the runs returned when that is asked for. */
export async function runsWithOutput(
  store: Store,
  eventId: string,
  withOutput: boolean,
): Promise<RunWithOutput[]> {
  return (await runsOf(store, eventId)).map((run) => ({
    id: run.id,
    function: { id: run.name, name: run.name },
    app: { id: run.app_name ?? "" },
    status: run.status === "Scheduled" ? "QUEUED" : run.status.toUpperCase(),
    queuedAt: run.started_at.toISOString(),
    startedAt: run.started_at.toISOString(),
    ...(run.ended_at && {
      endedAt: run.ended_at.toISOString(),
      durationMs: String(run.ended_at.getTime() - run.started_at.getTime()),
    }),
    trigger: { eventIds: [run.event_id] },
    ...(withOutput && run.output !== null && { output: shownOutput(JSON.parse(run.output)) }),
  }));
}

/** The apps and the functions that new events can trigger. */
export async function listFunctions(store: Store) {
  return store.sql<{ id: string; app: string; url: string }[]>`
    select id, app_name as app, url from functions where active order by id`;
}
