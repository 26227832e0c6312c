import { z } from "zod";
import { answerOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { refusalError, refusalSchema } from "./conflict";

const answerSchema = z.union([z.object({ ok: z.literal(true) }), refusalSchema]);

/** Who changes which failure, and on what grounds. */
export interface Change {
  failedJobId: string;
  actorId: string;
  note: string;
  /** The version that the operator was looking at; without it, whatever it is now. */
  version: number | undefined;
  requestId: string;
}

function commonArguments({ failedJobId, actorId, note, version, requestId }: Change) {
  return {
    p_failed_job_id: failedJobId,
    p_actor: actorId,
    p_note: note,
    ...(version !== undefined && { p_expected_version: version }),
    p_request_id: requestId,
  };
}

function accept(result: Parameters<typeof answerOf>[0], doing: string): void {
  const answer = answerOf(result, answerSchema, doing);
  if (!answer.ok) throw refusalError(answer);
}

/**
 * Opens a failure again that was resolved or has recovered.
 *
 * @throws AppError 404 when there is none; 409 with the present state when it is open or being retried
 */
export async function reopenFailedJob(db: ServiceClient, change: Change): Promise<void> {
  accept(await db.rpc("reopen_failed_job", commonArguments(change)), "reopen the failed job");
}

/**
 * Takes back a retry that Inngest certainly has not got: it has not been sent, or was refused each time.
 *
 * @throws AppError 409 already_sent when Inngest has it or may have it
 */
export async function cancelRetry(db: ServiceClient, change: Change): Promise<void> {
  accept(await db.rpc("cancel_retry", commonArguments(change)), "take back the retry");
}

/**
 * Ends a retry by hand, whatever has become of its event and its run. The failure is open again.
 *
 * @throws AppError 422 without a note; 409 with the present state when it is not being retried
 */
export async function endRetry(db: ServiceClient, change: Change): Promise<void> {
  accept(await db.rpc("end_retry", commonArguments(change)), "end the retry");
}

/**
 * Gives a failure to a member of staff.
 *
 * @param assignee a user id of the staff; null for nobody
 * @throws AppError 422 when nobody who is enabled has this id
 */
export async function assignFailedJob(
  db: ServiceClient,
  change: Change & { assignee: string | null },
): Promise<void> {
  const assignee = change.assignee === null ? {} : { p_assignee: change.assignee };
  accept(
    await db.rpc("assign_failed_job", { ...commonArguments(change), ...assignee }),
    "assign the failed job",
  );
}

/**
 * Puts an open failure aside.
 *
 * @param until ISO time at which it comes back; null takes it back now
 * @throws AppError 422 when the time is past
 */
export async function snoozeFailedJob(
  db: ServiceClient,
  change: Change & { until: string | null },
): Promise<void> {
  const until = change.until === null ? {} : { p_until: change.until };
  accept(
    await db.rpc("snooze_failed_job", { ...commonArguments(change), ...until }),
    "snooze the failed job",
  );
}

/** Says something about a failure, in whatever state it is. */
export async function commentFailedJob(db: ServiceClient, change: Omit<Change, "version">): Promise<void> {
  const { p_failed_job_id, p_actor, p_note, p_request_id } = commonArguments({
    ...change,
    version: undefined,
  });
  accept(
    await db.rpc("comment_failed_job", { p_failed_job_id, p_actor, p_note, p_request_id }),
    "comment on the failed job",
  );
}
