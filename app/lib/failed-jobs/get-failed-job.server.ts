import { z } from "zod";
import { listActivity } from "~/lib/activity/list-activity.server";
import { env } from "~/lib/env.server";
import { notFound } from "~/lib/errors";
import { parseExact } from "~/lib/exact-json";
import { maskPayload } from "~/lib/mask-payload";
import { generationRequestedData } from "~/lib/outbox/event-catalogue";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { Enums } from "~/lib/supabase/database.types";
import type { AttemptProgress, FailedJobDetail } from "./failed-job-schemas";
import { findFailedJobRow } from "./list-failed-jobs.server";
import { retryRefusal } from "./retry-rules";

const ATTEMPT_COLUMNS =
  "attempt, event_id, event::text, requested_at, scheduled_for, note, run_id, started_at, ended_at, outcome, error_type, error_message, staff_members(full_name)";

/** With the attempts: a request of its own for them would take longer than reading them. */
const JOB_COLUMNS =
  `event_data::text, error_stack, retry_count, run_id, notes, failed_job_attempts(${ATTEMPT_COLUMNS})` as const;

/** How far an attempt has come: each step is said only when the database knows it to be true. */
export function attemptProgress(
  attempt: { outcome: Enums<"attempt_outcome">; started_at: string | null },
  sentAt: string | null,
): AttemptProgress {
  if (attempt.outcome !== "pending") return attempt.outcome;
  if (attempt.started_at) return "running";
  return sentAt ? "sent" : "queued";
}

/** Whether every variant that the event asks for is complete already, and no new version of one is still missing. */
async function isAlreadyComplete(db: ServiceClient, event: unknown): Promise<boolean> {
  const parsed = z.object({ data: generationRequestedData }).safeParse(event);
  if (!parsed.success) return false;
  const { order_id, variant_numbers } = parsed.data.data;
  const complete = dataOf(
    await db
      .from("song_variants")
      .select("variant_number")
      .eq("order_id", order_id)
      .eq("generation_status", "complete")
      .is("new_version_failed_at", null)
      .in("variant_number", variant_numbers),
    "read the variants of the failure",
  );
  return complete.length === new Set(variant_numbers).size;
}

/** What became of events on their way to Inngest. */
async function deliveriesOf(db: ServiceClient, eventIds: string[]) {
  if (eventIds.length === 0) return [];
  return dataOf(
    await db
      .from("outbox_events")
      .select("event_id, sent_at, last_error, resent_at")
      .in("event_id", eventIds),
    "read what was sent",
  );
}

/** What the first run failed with: the failure's own error is the latest attempt's. */
async function firstErrorOf(db: ServiceClient, id: string): Promise<string | null> {
  const line = dataOf(
    await db
      .from("activity")
      .select("note")
      .eq("subject_type", "failed_job")
      .eq("subject_id", id)
      .eq("action", "failed")
      .order("id")
      .limit(1)
      .maybeSingle(),
    "read what the first run failed with",
  );
  return line?.note ?? null;
}

/**
 * One failed job with its payload, attempts and activity; secrets and what is personal in the payloads are masked.
 *
 * @throws AppError 404 when there is none
 */
export async function getFailedJob(db: ServiceClient, id: string): Promise<FailedJobDetail> {
  const [row, job, activity, firstError] = await Promise.all([
    findFailedJobRow(db, id),
    db.from("failed_jobs").select(JOB_COLUMNS).eq("id", id).maybeSingle(),
    listActivity(db, { subjectType: "failed_job", subjectId: id }),
    firstErrorOf(db, id),
  ]);
  const found = dataOf(job, "read the failed job");
  if (!found || !row) throw notFound("failed job");
  const { failed_job_attempts: attempts, ...stored } = found;
  const event = parseExact(stored.event_data);
  const [alreadyComplete, deliveries] = await Promise.all([
    isAlreadyComplete(db, event),
    deliveriesOf(
      db,
      attempts.map((attempt) => attempt.event_id),
    ),
  ]);
  const payload = maskPayload(event);
  return {
    ...row,
    ...stored,
    first_error: firstError,
    event_data: payload.value,
    masked: payload.paths,
    attempts: attempts
      .toSorted((a, b) => b.attempt - a.attempt)
      .map(({ staff_members, outcome, ...attempt }) => {
        const delivery = deliveries.find((each) => each.event_id === attempt.event_id);
        return {
          ...attempt,
          event: maskPayload(parseExact(attempt.event)).value,
          requested_by: staff_members?.full_name ?? null,
          progress: attemptProgress({ outcome, started_at: attempt.started_at }, delivery?.sent_at ?? null),
          delivery_error: delivery?.last_error ?? null,
          sent_at: delivery?.sent_at ?? null,
          resent_at: delivery?.resent_at ?? null,
        };
      }),
    activity,
    already_complete: alreadyComplete,
    retry_refusal: retryRefusal({ state: row.state, event_data: event }, env().INNGEST_MAX_EVENT_BYTES),
  };
}
