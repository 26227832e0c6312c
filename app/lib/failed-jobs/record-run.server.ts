import { z } from "zod";
import { keptEvent } from "~/lib/outbox/kept-event";
import { errorOfRun } from "~/lib/runs/run-verdict";
import { storedText } from "~/lib/storable-text";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { errorKinds } from "./error-kinds.server";
import { fingerprintOf } from "./fingerprint.server";

/** A run that has used up its retries, as Inngest reports it. */
export interface FailedRun {
  runId: string;
  jobType: string;
  /** The whole event that the run was for, as it was parsed: a stranger's JSON, nested in as many levels as it likes. */
  event: unknown;
  error: { name: string; message: string; stack?: string | undefined };
  /** How often it was retried before it was given up. */
  retryCount: number;
}

/** The most that each text of a failure has, in UTF-16 units: a provider's error may quote a page, or a whole file. */
const LONGEST = { jobType: 200, name: 200, message: 50_000, stack: 100_000 };

/** An error as the desk keeps it, with what it is grouped and explained by: made of the texts that are kept. */
async function keptError(
  db: ServiceClient,
  error: { name: string; message: string; stack?: string | undefined },
) {
  const type = storedText(error.name, LONGEST.name);
  const message = storedText(error.message, LONGEST.message);
  const stack = error.stack === undefined ? undefined : storedText(error.stack, LONGEST.stack);
  const { version, kindOf } = await errorKinds(db);
  const { fingerprint, title } = fingerprintOf({ type, message, stack });
  return {
    p_error_type: type,
    p_error_message: message,
    ...(stack !== undefined && { p_error_stack: stack }),
    p_fingerprint: fingerprint,
    p_title: title,
    p_kind: kindOf({ type, message }),
    p_kind_version: version,
  };
}

const recordAnswer = z.object({
  ok: z.literal(true),
  result: z.enum(["recorded", "already_recorded", "attempt_failed"]),
  failed_job_id: z.string(),
});

/**
 * Takes a failed run into the dead-letter queue: as a new failed job, or as the next failure of the one that the run
 * was a retry of. The same run is recorded once, however often it is reported.
 */
export async function recordFailedRun(
  db: ServiceClient,
  run: FailedRun,
): Promise<z.infer<typeof recordAnswer>> {
  // What the Inngest server reports itself comes wrapped.
  const error = errorOfRun({ ...run.error, message: run.error.message || "No message was given." });
  return answerOf(
    await db.rpc("record_failed_job", {
      p_run_id: run.runId,
      p_job_type: storedText(run.jobType, LONGEST.jobType),
      p_event: keptEvent(run.event),
      p_retry_count: run.retryCount,
      ...(await keptError(db, error)),
    }),
    recordAnswer,
    "record the failed run",
  );
}

/**
 * Claims an event for a run, and notes the start of the attempt that it may belong to. The same run may ask again.
 *
 * @returns false when another run has had the event, or its attempt is over: there is nothing to do then
 */
export async function beginRun(
  db: ServiceClient,
  run: { eventId: string; runId: string; orderId: string },
): Promise<boolean> {
  return dataOf(
    await db.rpc("begin_run", { p_event_id: run.eventId, p_run_id: run.runId, p_order_id: run.orderId }),
    "begin the run",
  );
}

/** Closes the failure that a successful run was an attempt at: it has recovered. */
export async function recordAttemptSucceeded(
  db: ServiceClient,
  eventId: string,
  runId: string,
): Promise<void> {
  dataOf(
    await db.rpc("record_attempt_succeeded", { p_event_id: eventId, p_run_id: runId }),
    "note the success",
  );
}

/** An event whose run ended without saying so, as far as Inngest tells. */
export interface UnheardEnd {
  eventId: string;
  orderId: string | null;
  /** Null when there is none. */
  runId: string | null;
  outcome: "failed" | "cancelled" | "lost";
  error: { name: string; message: string; stack?: string | undefined };
  /** How often the run was retried before it ended. */
  retryCount: number;
}

/**
 * Ends what an event was for: its attempt, or its songs. If the songs are there after all, it has succeeded.
 *
 * @returns what came of it: "nothing_open" when it had ended meanwhile
 */
export async function endUnheardEvent(db: ServiceClient, end: UnheardEnd): Promise<string> {
  const answer = answerOf(
    await db.rpc("end_unheard_event", {
      p_event_id: end.eventId,
      // Null is what these take for "none"; the generated types do not know it.
      p_order_id: end.orderId as string,
      p_run_id: end.runId as string,
      p_outcome: end.outcome,
      p_retry_count: end.retryCount,
      ...(await keptError(db, end.error)),
    }),
    z.object({ result: z.string() }),
    "end what is over",
  );
  return answer.result;
}
