import { z } from "zod";
import { type AppError, invalid, notFound, refusal } from "~/lib/errors/app-error";
import { say, worded } from "~/lib/errors/catalogue";
import { eventRefusalSchema } from "~/lib/outbox/resend-refusal";
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
  /** Why an event cannot be sent again. */
  reason: eventRefusalSchema.optional(),
});
export type Refusal = z.infer<typeof refusalSchema>;

/** The error that tells an operator why a change was refused, and what the failure's state is now. */
export function refusalError(answer: Refusal): AppError {
  const { code, job, variant_number, requested_by, requested_at, reason } = answer;
  if (code === "not_retryable" && reason)
    return refusal("not_retryable.because", { reason: worded(reason), ...(job && { job }) });
  switch (code) {
    case "not_found":
      return notFound("failed job");
    case "note_required":
      return invalid({ note: say("note_missing.resolution") });
    case "no_such_staff":
      return invalid({ assignee: say("assignee_unknown") });
    case "time_is_past":
      return invalid({ until: say("time_past") });
    default:
      return refusal(code, {
        ...(job && { job, changed_by: job.changed_by, changed_at: job.changed_at }),
        ...(variant_number && { variant_number, requested_by, requested_at }),
      });
  }
}
