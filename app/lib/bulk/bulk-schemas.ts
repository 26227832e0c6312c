import { z } from "zod";
import { instantSchema } from "~/lib/bounds";
import { says } from "~/lib/errors/issues";
import type { WordedSentence } from "~/lib/errors/sentence";
import { failedJobFilterSchema } from "~/lib/failed-jobs/failed-job-filter";
import type { FailedJobState } from "~/lib/failed-jobs/failed-job-states";
import { orderFilterShape } from "~/lib/orders/order-schemas";
import { storableText } from "~/lib/storable-text";
import { Constants } from "~/lib/supabase/database.types";

export type BulkState = (typeof Constants.desk.Enums.bulk_state)[number];

/** Above this many, the count has to be typed to confirm. */
export const TYPED_COUNT_ABOVE = 1_000;

const ids = z.strictObject({ ids: z.array(z.guid()).min(1, says("selected.nothing")).max(10_000) });

/** Failures to be acted on: named ones, all that match a filter, or those that an earlier operation left open. */
const failedJobSelection = z.union([
  ids,
  z.strictObject({ filter: failedJobFilterSchema }),
  z.strictObject({ again: z.guid() }),
]);
/** Orders to be acted on: named ones, or all that match a filter. */
const orderSelection = z.union([ids, z.strictObject({ filter: z.strictObject(orderFilterShape) })]);

const note = storableText.trim().max(5000, says("note_too_long"));
const paced = {
  /** Items a minute; absent for as fast as it goes. */
  per_minute: z.number().int().min(1).max(60_000).optional(),
};
const ofFailedJobs = { selection: failedJobSelection, ...paced };

/**
 * The body of POST /resources/bulk-operations. Each kind says what is selected and what else it needs; what it does to
 * one item is in desk_private.act_on_item().
 */
export const bulkRequestSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("retry"), ...ofFailedJobs, note: note.default("") }),
  z.strictObject({
    kind: z.literal("resolve"),
    ...ofFailedJobs,
    note: note.default("").refine((text) => text !== "", says("note_missing.resolutions")),
  }),
  z.strictObject({
    kind: z.literal("assign"),
    ...ofFailedJobs,
    note: note.default(""),
    assignee: z.guid(says("assignee_missing.many")).nullable(),
  }),
  z.strictObject({
    kind: z.literal("snooze"),
    ...ofFailedJobs,
    note: note.default(""),
    until: z.string(says("until_missing")).pipe(instantSchema(says("time_malformed"))),
  }),
  z.strictObject({
    kind: z.literal("generate"),
    selection: orderSelection,
    ...paced,
    // Each order's request takes no longer one (generationRequestSchema).
    note: note
      .max(2000, says("reason_too_long"))
      .default("")
      .refine((text) => text !== "", says("note_missing.generations")),
  }),
]);
export type BulkRequest = z.infer<typeof bulkRequestSchema>;
export type BulkKind = BulkRequest["kind"];
export type BulkSelection<K extends BulkKind = BulkKind> = Extract<BulkRequest, { kind: K }>["selection"];

/** What can be done with failures. */
export const FAILED_JOB_KINDS = ["retry", "resolve", "assign", "snooze"] as const;
export type FailedJobKind = (typeof FAILED_JOB_KINDS)[number];

/** The body of POST /resources/bulk-operations/preview. */
export const bulkPreviewRequestSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(FAILED_JOB_KINDS), selection: failedJobSelection }),
  z.strictObject({ kind: z.literal("generate"), selection: orderSelection }),
]);
export type BulkPreviewRequest = z.infer<typeof bulkPreviewRequestSchema>;

/** What a bulk action would do, said before it is done. */
export interface BulkPreview {
  total: number;
  eligible: number;
  /** How many would be skipped, by code, and why. */
  skipped: { code: string; count: number; reason: WordedSentence }[];
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

/** One bulk operation as its page shows it. */
export interface BulkOperation {
  id: string;
  kind: BulkKind;
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
  /** The failed job, or the order of the kind "generate". */
  target_id: string;
  result: z.infer<typeof bulkResultSchema>;
  code: string | null;
  event_id: string | null;
  at: string | null;
}

/** An item as the operation's page shows it: with why it was left out, and what has become of its failure since. */
export interface BulkItemRow extends BulkItem {
  reason: WordedSentence | null;
  /** Null where it was deleted, and for an order. */
  job: { kind: string; error_type: string; error_message: string; state: FailedJobState } | null;
}
