import { z } from "zod";
import type { ActivityEntry } from "~/lib/activity/activity-schemas";
import { notFound } from "~/lib/errors/app-error";
import { maskChanges, maskPayload } from "~/lib/mask-payload";
import { readStoredEvent } from "~/lib/outbox/kept-event";
import { eventRefusalSchema } from "~/lib/outbox/resend-refusal";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { ATTEMPT_PROGRESS, type FailedJobAttempt } from "./failed-job-schemas";

/** Characters of each text of one failure, at most: the whole of it is asked for by itself. */
export const DETAIL_TEXT = 20_000;

/** Attempts in one answer: most failures have a few, some that a program retries have hundreds. */
const ATTEMPTS = 25;

const attemptSchema = z.object({
  attempt: z.number(),
  event_id: z.string(),
  /** The stored text: JSON.parse would round its numbers. */
  event: z.string(),
  requested_at: z.string(),
  scheduled_for: z.string(),
  note: z.string().nullable(),
  run_id: z.string().nullable(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  progress: z.enum(ATTEMPT_PROGRESS),
  error_type: z.string().nullable(),
  error_message: z.string().nullable(),
  requested_by: z.string().nullable(),
  sent_at: z.string().nullable(),
  resent_at: z.string().nullable(),
  delivery_error: z.string().nullable(),
  may_be_taken: z.boolean(),
});

const activitySchema: z.ZodType<ActivityEntry> = z.object({
  id: z.number(),
  at: z.string(),
  actor_name: z.string(),
  action: z.string(),
  subject_type: z.string(),
  subject_id: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  note: z.string().nullable(),
});

const historySchema = z
  .object({
    error_stack: z.string().nullable(),
    notes: z.string().nullable(),
    cut: z.boolean(),
    event_refusal: eventRefusalSchema,
    attempts: z.array(attemptSchema),
    activity: z.array(activitySchema).nullable(),
  })
  .nullable();

function toAttempt(attempt: z.infer<typeof attemptSchema>): FailedJobAttempt {
  return { ...attempt, event: maskPayload(readStoredEvent(attempt.event)).value };
}

/**
 * What happened to a failure: its attempts, the latest first, and what people did. Payloads are masked.
 *
 * @param before the number of the attempt before which the answer begins; absent for the latest, with the activity
 * @throws AppError 404 when there is none
 */
export async function readHistory(db: ServiceClient, id: string, before?: number) {
  const answer = await db.rpc("failed_job_history", {
    p_id: id,
    p_text_limit: DETAIL_TEXT,
    p_limit: ATTEMPTS,
    ...(before !== undefined && { p_before: before }),
  });
  const history = historySchema.parse(dataOf(answer, "read the history"));
  if (!history) throw notFound("failed job");
  const { attempts, activity, ...texts } = history;
  return {
    ...texts,
    attempts: attempts.slice(0, ATTEMPTS).map(toAttempt),
    more_attempts: attempts.length > ATTEMPTS,
    activity: (activity ?? []).map((entry) => ({ ...entry, after: maskChanges(entry.after) })),
  };
}

/** The attempts before one of them, the latest first. @throws AppError 404 when there is no such failure */
export async function readEarlierAttempts(db: ServiceClient, id: string, before: number) {
  const { attempts, more_attempts } = await readHistory(db, id, before);
  return { attempts, more_attempts };
}
