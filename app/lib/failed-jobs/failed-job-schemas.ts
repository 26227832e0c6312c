import { z } from "zod";
import type { ActivityEntry } from "~/lib/activity/activity-schemas";
import { instantSchema, versionSchema } from "~/lib/bounds";
import { says } from "~/lib/errors/issues";
import type { WordedSentence } from "~/lib/errors/sentence";
import { pageSizeSchema, placeShape, saysOnePlace, TWO_PLACES } from "~/lib/list-query";
import { storableText } from "~/lib/storable-text";
import { failedJobFilterShape } from "./failed-job-filter";
import { type FailedJobState, failedJobStateSchema } from "./failed-job-states";

export { type FailedJobState, failedJobStateSchema };

export const FAILED_JOB_SORTS = ["urgency", "newest", "oldest"] as const;

/** What the address of a list of failed jobs may say. */
export const failedJobListQuerySchema = z
  .strictObject({
    ...failedJobFilterShape,
    sort: z.enum(FAILED_JOB_SORTS).default("urgency"),
    /** The way of looking: failure by failure, or by error group. */
    by: z.enum(["jobs", "groups"]).default("jobs"),
    limit: pageSizeSchema,
    ...placeShape,
  })
  .refine(saysOnePlace, TWO_PLACES);
export type FailedJobListQuery = z.infer<typeof failedJobListQuerySchema>;

/** What the address of an export may say: the list's filter and order. */
export const failedJobExportQuerySchema = z.strictObject({
  ...failedJobFilterShape,
  sort: z.enum(FAILED_JOB_SORTS).default("urgency"),
});

/** One row of the list of failed jobs. */
export interface FailedJobRow {
  id: string;
  job_type: string;
  error_type: string;
  error_message: string;
  /** One of the registered kinds of error: see error-kinds.ts. */
  kind: string;
  /** The group of failures that are one problem; null for a moment, until it is worked out. */
  fingerprint: string | null;
  state: FailedJobState;
  /** The latest attempt's number: 0 until the first retry. */
  attempt: number;
  /** Goes up with every change; sent back with an action, so that it applies to what was seen. */
  version: number;
  failed_at: string;
  last_failed_at: string;
  resolved_at: string | null;
  /** Who of the staff has it. */
  assignee: { id: string; name: string } | null;
  /** Until then it is hidden from the open ones; past or null when it is not. */
  snoozed_until: string | null;
  /** How far the latest attempt has come, while it is being retried. */
  attempt_progress: AttemptProgress | null;
  /** ISO date on which the song is needed; null when nobody said. */
  needed_by: string | null;
  order: {
    id: string;
    customer_email: string | null;
    customer_name: string | null;
    recipient_name: string | null;
    occasion: string | null;
  } | null;
}

/** Failures in one state are counted up to this; above it nobody needs the number, and counting would take longer. */
export const COUNTED_UP_TO = 10_000;

/** How many failures there are in each state; a figure above COUNTED_UP_TO says that there are more than that. */
export type FailedJobCounts = Record<FailedJobState, number>;

/** How far a retry has come: each is said only when it is true. */
export const ATTEMPT_PROGRESS = [
  "queued",
  "sent",
  "running",
  "succeeded",
  "failed",
  "cancelled",
  "lost",
  "ended",
] as const;
export type AttemptProgress = (typeof ATTEMPT_PROGRESS)[number];

export interface FailedJobAttempt {
  attempt: number;
  event_id: string;
  /** Masked as the failure's own. */
  event: unknown;
  requested_by: string | null;
  requested_at: string;
  /** From when on it may be sent: later than it was asked for when somebody chose a time. */
  scheduled_for: string;
  note: string | null;
  run_id: string | null;
  started_at: string | null;
  ended_at: string | null;
  progress: AttemptProgress;
  error_type: string | null;
  error_message: string | null;
  /** Why sending it to Inngest failed last; null when it is sent or has not been tried. */
  delivery_error: string | null;
  /** Whether Inngest may have it although it has not said so: it is being sent, or no clear answer came. */
  may_be_taken: boolean;
  sent_at: string | null;
  /** When it was sent again, since Inngest had no run of it; null when it was sent once. */
  resent_at: string | null;
}

/** The newest failures of an order or a customer. The list of failed jobs has the others. */
export interface NewestFailures {
  failures: FailedJobRow[];
  more_failures: boolean;
}

/** One failed job with everything about it. */
export interface FailedJobDetail extends FailedJobRow {
  /** With secrets and personal data masked; POST .../reveal gives all of it, and is recorded. */
  event_data: unknown;
  /** Where in event_data something is masked, such as "data.customization.email". */
  masked: string[];
  error_stack: string | null;
  /** What the first run failed with, once an attempt has failed in another way; null when it is not known. */
  first_error: string | null;
  retry_count: number;
  run_id: string | null;
  notes: string | null;
  /** The latest ones; GET .../attempts?before=N gives those before. */
  attempts: FailedJobAttempt[];
  more_attempts: boolean;
  activity: ActivityEntry[];
  /** The message, the stack or the notes are longer than what is here: GET .../texts gives all of them. */
  texts_cut: boolean;
  /** True when everything that it is for is complete: a retry would only record that. */
  already_complete: boolean;
  /** Why it cannot be retried now; null when it can be. */
  retry_refusal: WordedSentence | null;
}

/** A page of earlier attempts. */
export type EarlierAttempts = Pick<FailedJobDetail, "attempts" | "more_attempts">;

/** The answer of GET /resources/failed-jobs/:id/texts. */
export interface WholeTexts {
  error_message: string;
  error_stack: string | null;
  notes: string | null;
}

/** The query of GET /resources/failed-jobs/:id/attempts. */
export const attemptsQuerySchema = z.strictObject({
  /** The number of the attempt before which the page begins. */
  before: z.coerce.number().int().min(1).max(2_147_483_647),
});

const note = storableText.trim().max(5000, says("note_too_long"));

const GIVE_TIME = says("time_malformed");

/** The body of POST /resources/failed-jobs/:id/retries. */
export const retryRequestSchema = z.strictObject({
  note: note.default(""),
  /** The event's data, edited; absent for the original. The note then has to say why. */
  data: z.record(z.string(), z.unknown()).optional(),
  /** When it is to run; absent for now. */
  due_at: instantSchema(GIVE_TIME).optional(),
  /** The version that the operator was looking at. */
  version: versionSchema,
});
export type RetryRequest = z.infer<typeof retryRequestSchema>;

const version = versionSchema;

/** The body of POST /resources/failed-jobs/:id/reopening and of .../cancellation. */
export const changeRequestSchema = z.strictObject({ note: note.default(""), version });

/** The body of POST /resources/failed-jobs/:id/assignment. */
export const assignmentRequestSchema = z.strictObject({
  /** A member of staff; null for nobody. */
  assignee: z.guid(says("assignee_missing")).nullable(),
  note: note.default(""),
  version,
});

/** The body of POST /resources/failed-jobs/:id/snooze. */
export const snoozeRequestSchema = z.strictObject({
  /** When it comes back; null for now. */
  until: instantSchema(GIVE_TIME).nullable(),
  note: note.default(""),
  version,
});

/** The body of POST /resources/failed-jobs/:id/comments. */
export const commentRequestSchema = z.strictObject({ note: note.min(1, says("note_missing.comment")) });

/** The body of POST /resources/failed-jobs/:id/ending. */
export const endingRequestSchema = z.strictObject({
  note: note.min(1, says("note_missing.ending")),
  version,
});

/** The body of POST /resources/failed-jobs/:id/resolution. */
export const resolutionRequestSchema = z.strictObject({
  note: note.min(1, says("note_missing.resolution")),
  version: versionSchema,
});
export type ResolutionRequest = z.infer<typeof resolutionRequestSchema>;

/** The answer of POST /resources/failed-jobs/:id/reveal: nothing masked. */
export interface RevealedPayload {
  event_data: unknown;
  attempts: { attempt: number; event: unknown }[];
}

/** What a request for work is answered with: the event, and whether Inngest has it already. */
export interface EventReceipt {
  event_id: string;
  /** "queued": it is kept and is sent as soon as Inngest answers. */
  delivery: "sent" | "queued";
}
