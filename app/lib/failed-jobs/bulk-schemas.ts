import { z } from "zod";
import { instantSchema } from "~/lib/bounds";
import { storableText } from "~/lib/storable-text";
import { Constants } from "~/lib/supabase/database.types";
import { failedJobFilterSchema } from "./failed-job-filter";
import type { FailedJobState } from "./failed-job-states";

/** What can be done with failures. */
export const bulkKindSchema = z.enum(["retry", "resolve", "assign", "snooze"]);
export type BulkKind = z.infer<typeof bulkKindSchema>;
/** What an operation may be: the items of "generate" are orders (app/lib/orders/missing-variants.server.ts). */
export type BulkOperationKind = (typeof Constants.desk.Enums.bulk_kind)[number];
export type BulkState = (typeof Constants.desk.Enums.bulk_state)[number];

/** Above this many, the count has to be typed to confirm. */
export const TYPED_COUNT_ABOVE = 1_000;

/** The filter of a list, as a selection means it: "all N that match". */
export const bulkFilterSchema = failedJobFilterSchema;

/** What is to be acted on: named failures, all that match a filter, or those that an earlier operation left open. */
export const bulkSelectionSchema = z.union([
  z.strictObject({ ids: z.array(z.guid()).min(1, "Select at least one.").max(10_000) }),
  z.strictObject({ filter: bulkFilterSchema }),
  z.strictObject({ again: z.guid() }),
]);
export type BulkSelection = z.infer<typeof bulkSelectionSchema>;

export const bulkPreviewRequestSchema = z.strictObject({
  kind: bulkKindSchema,
  selection: bulkSelectionSchema,
});

/** What a bulk action would do, said before it is done. */
export interface BulkPreview {
  total: number;
  eligible: number;
  /** How many would be skipped, by code, with a sentence for each. */
  skipped: { code: string; count: number; reason: string }[];
  /** Of the eligible, how many have nothing left to make. */
  already_complete: number;
  /** Songs that would be made. */
  variants: number;
  /** In cents; null when the environment names no price. */
  estimated_cost_cents: number | null;
  /** Of what would be put aside, how many are needed on each day (ISO dates); empty for every other action. */
  needed_by: Record<string, number>;
  /** The most that this role may act on at once. */
  limit: number;
}

const note = storableText.trim().max(5000, "A note may have at most 5,000 characters.");

export const bulkRequestSchema = z
  .strictObject({
    kind: bulkKindSchema,
    selection: bulkSelectionSchema,
    note: note.default(""),
    assignee: z.guid().nullable().optional(),
    until: instantSchema("Give the time with its zone, such as 2026-03-14T09:00:00Z.").optional(),
    /** Items a minute; absent for as fast as it goes. */
    per_minute: z.number().int().min(1).max(60_000).optional(),
  })
  .refine(({ kind, note: text }) => kind !== "resolve" || text.length > 0, {
    path: ["note"],
    message: "Say how they were resolved, so that the next person knows.",
  })
  .refine(({ kind, until }) => kind !== "snooze" || until !== undefined, {
    path: ["until"],
    message: "Say until when.",
  })
  .refine(({ kind, assignee }) => kind !== "assign" || assignee !== undefined, {
    path: ["assignee"],
    message: "Say who, or nobody.",
  });
export type BulkRequest = z.infer<typeof bulkRequestSchema>;

/** One bulk operation as its page shows it. */
export interface BulkOperation {
  id: string;
  kind: BulkOperationKind;
  state: BulkState;
  total: number;
  done_count: number;
  skipped_count: number;
  per_minute: number | null;
  note: string;
  created_by: string | null;
  created_at: string;
  ended_at: string | null;
}

export const bulkResultSchema = z.enum(Constants.desk.Enums.bulk_result);

/** What became of one item of a bulk operation. */
export interface BulkItem {
  position: number;
  failed_job_id: string;
  result: z.infer<typeof bulkResultSchema>;
  code: string | null;
  event_id: string | null;
  at: string | null;
}

/** An item as the operation's page shows it: with the reason in words, and what has become of its failure since. */
export interface BulkItemRow extends BulkItem {
  reason: string | null;
  job: { error_type: string; error_message: string; state: FailedJobState } | null;
}
