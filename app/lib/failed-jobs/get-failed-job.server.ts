import { z } from "zod";
import { listActivity } from "~/lib/activity/list-activity.server";
import { notFound } from "~/lib/errors";
import { maskPayload } from "~/lib/mask-payload";
import { generationRequestedData } from "~/lib/outbox/event-catalogue";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { AttemptProgress, FailedJobDetail } from "./failed-job-schemas";
import { findFailedJobRow } from "./list-failed-jobs.server";
import { retryRefusal } from "./retry-rules";

const ATTEMPT_COLUMNS =
  "attempt, event_id, event, requested_at, scheduled_for, note, run_id, started_at, ended_at, outcome, error_type, error_message, staff_members(full_name)";

/** How far an attempt has come: each step is said only when the database knows it to be true. */
export function attemptProgress(
  attempt: { outcome: "pending" | "succeeded" | "failed" | "cancelled"; started_at: string | null },
  sentAt: string | null,
): AttemptProgress {
  if (attempt.outcome !== "pending") return attempt.outcome;
  if (attempt.started_at) return "running";
  return sentAt ? "sent" : "queued";
}

/** Whether every variant that the event asks for is complete already. */
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
      .in("variant_number", variant_numbers),
    "read the variants of the failure",
  );
  return complete.length === new Set(variant_numbers).size;
}

/**
 * One failed job with its payload, attempts and activity; secrets and what is personal in the payloads are masked.
 *
 * @throws AppError 404 when there is none
 */
export async function getFailedJob(db: ServiceClient, id: string): Promise<FailedJobDetail> {
  const [row, job, attempts, activity] = await Promise.all([
    findFailedJobRow(db, id),
    db
      .from("failed_jobs")
      .select("event_data, error_stack, retry_count, run_id, notes")
      .eq("id", id)
      .maybeSingle(),
    db
      .from("failed_job_attempts")
      .select(ATTEMPT_COLUMNS)
      .eq("failed_job_id", id)
      .order("attempt", { ascending: false }),
    listActivity(db, { subjectType: "failed_job", subjectId: id }),
  ]);
  const found = dataOf(job, "read the failed job");
  if (!found || !row) throw notFound("failed job");
  const tries = dataOf(attempts, "read the attempts");
  const alreadyComplete = await isAlreadyComplete(db, found.event_data);
  const outbox = dataOf(
    await db
      .from("outbox_events")
      .select("event_id, sent_at, last_error")
      .in(
        "event_id",
        tries.map((attempt) => attempt.event_id),
      ),
    "read what was sent",
  );
  const payload = maskPayload(found.event_data);
  return {
    ...row,
    ...found,
    event_data: payload.value,
    masked: payload.paths,
    attempts: tries.map(({ staff_members, outcome, ...attempt }) => {
      const event = outbox.find((entry) => entry.event_id === attempt.event_id);
      return {
        ...attempt,
        event: maskPayload(attempt.event).value,
        requested_by: staff_members?.full_name ?? null,
        progress: attemptProgress({ outcome, started_at: attempt.started_at }, event?.sent_at ?? null),
        delivery_error: event?.last_error ?? null,
      };
    }),
    activity,
    already_complete: alreadyComplete,
    retry_refusal: retryRefusal({ state: row.state, event_data: found.event_data }),
  };
}
