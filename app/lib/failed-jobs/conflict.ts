import { z } from "zod";
import { AppError } from "~/lib/errors";
import { askedFor } from "~/lib/generation/asked-for";
import { relativeTime } from "~/lib/relative-time";
import { failedJobStateSchema } from "./failed-job-schemas";

/** The present state of a failure, as a state function gives it with a refusal. */
export const presentStateSchema = z.object({
  id: z.string(),
  state: failedJobStateSchema,
  attempt: z.number(),
  version: z.number(),
  resolved_at: z.string().nullable(),
  changed_by: z.string().nullable(),
  changed_at: z.string().nullable(),
  changed_how: z.string().nullable(),
});
export type PresentState = z.infer<typeof presentStateSchema>;

/** What a state function of a failure refuses with. */
export const refusalSchema = z.object({
  ok: z.literal(false),
  code: z.enum([
    "not_found",
    "not_retryable",
    "note_required",
    "already_retrying",
    "already_resolved",
    "already_recovered",
    "already_generating",
    "erased",
    "changed_meanwhile",
    "still_open",
    "already_sent",
    "no_such_staff",
    "time_is_past",
  ]),
  job: presentStateSchema.optional(),
  variant_number: z.number().optional(),
  requested_by: z.string().nullish(),
  requested_at: z.string().nullish(),
});
export type Refusal = z.infer<typeof refusalSchema>;

/**
 * The error that tells an operator why a change was refused, and what the failure's state is now.
 *
 * @param now for "4 seconds ago"
 */
export function refusalError(refusal: Refusal, now = new Date()): AppError {
  const { job, variant_number, requested_by, requested_at } = refusal;
  const who = job?.changed_by ?? "Somebody";
  const ago = job?.changed_at ? ` ${relativeTime(new Date(job.changed_at), now, "long")}` : "";
  const conflict = (message: string) =>
    new AppError(refusal.code, 409, message, {
      details: { ...(job && { job }), ...(variant_number && { variant_number, requested_by, requested_at }) },
    });
  switch (refusal.code) {
    case "not_found":
      return new AppError("not_found", 404, "There is no such failed job. It may have been deleted.");
    case "note_required":
      return new AppError("invalid", 422, "Some fields are not right.", {
        fields: { note: "Say how it was resolved, so that the next person knows." },
      });
    case "not_retryable":
      return conflict(
        "Its payload is not an event that can be sent again. Nothing was sent; it can be resolved.",
      );
    case "already_retrying":
      return conflict(`${who} retried this${ago}. Nothing was sent a second time.`);
    case "already_resolved":
      return conflict(`${who} resolved this${ago}. Nothing was changed.`);
    case "already_recovered":
      return conflict(`This recovered${ago}: the song has been made. Nothing was changed.`);
    case "already_generating":
      return conflict(
        `Variant ${refusal.variant_number ?? "?"} of this order is being generated already${askedFor(refusal, now)}. Nothing was sent; wait until that has ended.`,
      );
    case "erased":
      return conflict(
        "The customer's data was erased, so nothing can be made for them any more. Nothing was changed.",
      );
    case "still_open":
      return conflict("It is open, so there is nothing to open again. Nothing was changed.");
    case "already_sent":
      return conflict(
        "Inngest has this retry, or may have it, so it cannot be taken back. Nothing was changed.",
      );
    case "no_such_staff":
      return new AppError("invalid", 422, "Some fields are not right.", {
        fields: { assignee: "Nobody of the staff who is enabled has this id." },
      });
    case "time_is_past":
      return new AppError("invalid", 422, "Some fields are not right.", {
        fields: { until: "This time is past. Choose a later one." },
      });
    case "changed_meanwhile":
      return conflict(
        `${who} changed this${ago}, after you had opened it. Look at its present state, then decide again.`,
      );
  }
}
