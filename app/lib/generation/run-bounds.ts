/**
 * How long a run can be silent before it is lost. Everything here is in seconds, and follows from what the run is made
 * of; whoever changes one of these parts changes its line.
 */

/** Retries after the first try, for each variant. */
export const RETRIES = 3;

/** The longest that one try works: 120 s for the provider (http-provider.server.ts), the rest for reading and storing. */
const ONE_TRY = 180;
/** Inngest's longest pause before the third retry: a minute, and half of it again by chance. */
const LONGEST_PAUSE = 90;
/** A try that is due waits for its turn when as many others run as are allowed at once (GENERATION_CONCURRENCY). */
const WAITING_FOR_A_TURN = 30 * 60;

/** After the beginning of a try: until then nothing needs to be heard of the run. */
export const SILENT_SECONDS = ONE_TRY + LONGEST_PAUSE + WAITING_FOR_A_TURN;

/** While it is silent for longer than this from now on, the try that said so is at work, or has ended a moment ago. */
export const SILENT_AFTER_A_TRY_SECONDS = SILENT_SECONDS - ONE_TRY;

const A_DAY_MS = 24 * 60 * 60 * 1000;

/** What of a variant says whether anything is under way for it. */
interface UnderWayFacts {
  generation_status: string;
  generation_event_id: string | null;
  generation_alive_until: string | null;
}

/**
 * What is under way for a variant: "waiting" for its run, "making" once a try has begun, null for nothing. The same rule as
 * generation_under_way() in SQL: a song that plays stays complete while a new version of it is made.
 */
export function underWay(variant: UnderWayFacts): "waiting" | "making" | null {
  const { generation_status: status, generation_event_id: event, generation_alive_until: until } = variant;
  if (status === "generating") return "making";
  if (event === null) return null;
  return status === "complete" && until !== null ? "making" : "waiting";
}

/**
 * Whether the run that makes a variant is lost: the same rule as generation_is_lost() in SQL has for a run that has
 * begun. One from before runs said how long they may take is lost after a day.
 */
export function isLost(
  variant: UnderWayFacts & { generation_requested_at: string | null; created_at: string | null },
  now: Date,
): boolean {
  if (underWay(variant) !== "making") return false;
  if (variant.generation_alive_until) return new Date(variant.generation_alive_until) < now;
  const since = variant.generation_requested_at ?? variant.created_at;
  return since !== null && now.getTime() - new Date(since).getTime() > A_DAY_MS;
}
