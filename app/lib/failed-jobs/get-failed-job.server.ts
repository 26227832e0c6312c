import { z } from "zod";
import { cutText } from "~/lib/cut-text";
import { env } from "~/lib/env.server";
import { notFound } from "~/lib/errors/app-error";
import { maskPayload } from "~/lib/mask-payload";
import { findNamesOfOrder } from "~/lib/orders/order-timeline.server";
import { generationRequestedData } from "~/lib/outbox/event-catalogue";
import { readStoredEvent } from "~/lib/outbox/kept-event";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { errorKinds } from "./error-kinds.server";
import { DETAIL_TEXT, readHistory } from "./failed-job-history.server";
import type { FailedJobDetail, WholeTexts } from "./failed-job-schemas";
import { findFailedJobRow } from "./list-failed-jobs.server";
import { retryRefusal } from "./retry-rules";

/** Whether every variant that the event asks for is complete already, and no new version of one is still missing. */
async function isAlreadyComplete(db: ServiceClient, event: unknown): Promise<boolean> {
  const parsed = z.object({ data: generationRequestedData }).safeParse(event);
  if (!parsed.success) return false;
  const { order_id, variant_numbers } = parsed.data.data;
  const complete = dataOf(
    await db
      .schema("public")
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
  return line?.note == null ? null : cutText(line.note, DETAIL_TEXT);
}

/**
 * One failed job with its payload, its latest attempts and activity; secrets and what is personal in the payloads are
 * masked. Long texts are cut: `readWholeTexts` has all of them.
 *
 * @throws AppError 404 when there is none
 */
export async function getFailedJob(db: ServiceClient, id: string): Promise<FailedJobDetail> {
  const [row, job, history, firstError, kinds] = await Promise.all([
    findFailedJobRow(db, id, DETAIL_TEXT),
    db
      .schema("public")
      .from("failed_jobs")
      .select("event_data::text, retry_count, run_id")
      .eq("id", id)
      .maybeSingle(),
    readHistory(db, id),
    firstErrorOf(db, id),
    errorKinds(db),
  ]);
  const stored = dataOf(job, "read the failed job");
  if (!stored || !row) throw notFound("failed job");
  const { cut, event_refusal, ...told } = history;
  const event = readStoredEvent(stored.event_data);
  const payload = maskPayload(event);
  return {
    ...row,
    ...stored,
    ...told,
    // Worked out here: one that is stored may be by older kinds for a while.
    kind: kinds.kindOf({ type: row.error_type, message: row.error_message }),
    first_error: firstError,
    texts_cut: cut,
    event_data: payload.value,
    masked: payload.paths,
    already_complete: await isAlreadyComplete(db, event),
    retry_refusal: retryRefusal(
      { state: row.state, event_data: event, event_refusal },
      env().INNGEST_MAX_EVENT_BYTES,
    ),
  };
}

/**
 * The texts of a failure, however long they are.
 *
 * @throws AppError 404 when there is none
 */
export async function readWholeTexts(db: ServiceClient, id: string): Promise<WholeTexts> {
  const texts = dataOf(
    await db
      .schema("public")
      .from("failed_jobs")
      .select("error_message, error_stack, notes")
      .eq("id", id)
      .maybeSingle(),
    "read the texts",
  );
  if (!texts) throw notFound("failed job");
  return texts;
}

/** Who may be named in a failure's texts; null when nobody knows. */
export async function findNamesOfFailure(db: ServiceClient, id: string) {
  const failure = dataOf(
    await db.schema("public").from("failed_jobs").select("order_id").eq("id", id).maybeSingle(),
    "read whose the failure is",
  );
  return failure?.order_id ? findNamesOfOrder(db, failure.order_id) : null;
}
