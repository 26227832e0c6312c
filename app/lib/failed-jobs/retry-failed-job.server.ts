import { z } from "zod";
import { env } from "~/lib/env.server";
import { invalid, notFound, refusal } from "~/lib/errors/app-error";
import { say } from "~/lib/errors/catalogue";
import { stringifyExact } from "~/lib/exact-json";
import { maskedPlaces } from "~/lib/mask-payload";
import { dataSchemaOf } from "~/lib/outbox/event-catalogue";
import { readStoredEvent } from "~/lib/outbox/kept-event";
import { relayNow, type SendEvents } from "~/lib/outbox/relay-outbox.server";
import { isTooLarge } from "~/lib/outbox/resend-refusal";
import { storableJson } from "~/lib/storable-json";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { refusalError, refusalSchema } from "./conflict";
import type { EventReceipt } from "./failed-job-schemas";
import { payloadChanges } from "./payload-changes";

const answerSchema = z.union([
  z.object({ ok: z.literal(true), event_id: z.string(), attempt: z.number(), due_at: z.string() }),
  refusalSchema,
]);

/** What an operator wants of a retry. */
export interface RetryInput {
  failedJobId: string;
  actorId: string;
  note: string;
  /** The version that the operator was looking at; without it, whatever it is now. */
  version: number | undefined;
  requestId: string;
  /** The event's data, edited; without it, the original. */
  data?: Record<string, unknown> | undefined;
  /** ISO time from which it may run; without it, now. */
  dueAt?: string | undefined;
}

/** The edited data and what was changed in it; nothing when it is the original. */
function edited(event: unknown, { data, note }: RetryInput) {
  if (data === undefined) return {};
  const masked = maskedPlaces(data);
  if (masked.length > 0) {
    const fields = masked.map((place) => [`data.${place}`, say("masked")]);
    throw refusal("masked_data", {}, { fields: Object.fromEntries(fields) });
  }
  const original = z.object({ data: z.unknown() }).safeParse(event).data?.data;
  const changes = payloadChanges(original, data);
  if (changes.length === 0) return {};
  if (note === "") throw invalid({ note: say("note_missing.payload") });
  if (changes.some(({ path }) => path === "order_id")) throw invalid({ "data.order_id": say("other_order") });
  return { p_data: storableJson(stringifyExact(data)), p_changes: storableJson(stringifyExact(changes)) };
}

/** Whether the edit names other songs than the event did. */
function asksForOtherSongs(event: unknown, { data }: RetryInput): boolean {
  const original = z.object({ data: z.unknown() }).safeParse(event).data?.data;
  return (
    data !== undefined && payloadChanges(original, data).some(({ path }) => /^variant_numbers\b/.test(path))
  );
}

const namedEvent = z.looseObject({ name: z.string() });

/**
 * The event with edited data, which has to fit where the desk knows the schema.
 *
 * @throws AppError 422 not_retryable, also when there is no event around the data
 */
function withEditedData(event: unknown, data: unknown): unknown {
  const named = namedEvent.safeParse(event).data;
  if (!named) throw refusal("not_retryable.because", { reason: say("event_malformed") });
  const { name } = named;
  const issue = dataSchemaOf(name)?.safeParse(data).error?.issues[0];
  if (issue) {
    const reason = say("event_unfit", { place: issue.path.join(".") || "data", name });
    throw refusal("not_retryable.because", { reason });
  }
  return { ...named, data };
}

const songsSchema = z.object({ order_id: z.guid(), variant_numbers: z.array(z.number()) });

/**
 * A run would find out that a song which the edit asks for does not exist, and fail again: whoever edits hears it now.
 *
 * @throws AppError 422 invalid
 */
async function requireSongs(db: ServiceClient, data: unknown): Promise<void> {
  const asked = songsSchema.safeParse(data).data;
  if (!asked) return;
  const songs = dataOf(
    await db.schema("public").from("song_variants").select("variant_number").eq("order_id", asked.order_id),
    "read the order's songs",
  );
  const missing = asked.variant_numbers.find(
    (number) => !songs.some(({ variant_number }) => variant_number === number),
  );
  if (missing !== undefined)
    throw invalid({ "data.variant_numbers": say("no_such_song", { number: missing }) });
}

/**
 * Asks for one more attempt at a failed job: one transaction writes the attempt, the event and the activity, then the
 * event is sent under its own id. The original event stays as it was.
 *
 * @throws AppError 404 when there is none; 422 not_retryable when its event cannot be sent again, invalid when the
 *   edited data is not what the event needs, names a song that the order does not have, or no reason is given; 409 with
 *   the present state when somebody was faster
 */
export async function retryFailedJob(
  db: ServiceClient,
  send: SendEvents,
  input: RetryInput,
): Promise<EventReceipt & { attempt: number; due_at: string }> {
  const job = dataOf(
    await db
      .schema("public")
      .from("failed_jobs")
      .select("event_data::text")
      .eq("id", input.failedJobId)
      .maybeSingle(),
    "read the failed job",
  );
  if (!job) throw notFound("failed job");
  const event = readStoredEvent(job.event_data);
  const changed = edited(event, input);
  const sent = "p_data" in changed ? withEditedData(event, input.data) : event;
  if (isTooLarge(sent, env().INNGEST_MAX_EVENT_BYTES))
    throw refusal("not_retryable.because", { reason: say("event_too_large") });
  if (asksForOtherSongs(event, input)) await requireSongs(db, input.data);

  const answer = answerOf(
    await db.rpc("retry_failed_job", {
      p_failed_job_id: input.failedJobId,
      p_actor: input.actorId,
      p_note: input.note,
      ...(input.version !== undefined && { p_expected_version: input.version }),
      p_request_id: input.requestId,
      ...changed,
      ...(input.dueAt !== undefined && { p_due_at: input.dueAt }),
    }),
    answerSchema,
    "retry the failed job",
  );
  if (!answer.ok) throw refusalError(answer);
  return {
    event_id: answer.event_id,
    attempt: answer.attempt,
    due_at: answer.due_at,
    delivery: await relayNow(db, send, answer.event_id),
  };
}
