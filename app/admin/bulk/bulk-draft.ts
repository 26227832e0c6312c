import { problemsOf } from "~/admin/i18n/in-words";
import {
  type BulkPreview,
  type BulkPreviewRequest,
  type BulkRequest,
  bulkRequestSchema,
  TYPED_COUNT_ABOVE,
} from "~/lib/bulk/bulk-schemas";
import { comesBackTooLate } from "~/lib/failed-jobs/urgency";

/** What somebody has filled into the dialog so far. */
export interface BulkDraft {
  note: string;
  /** A user id, "nobody", or "" while nobody was chosen. */
  assignee: string;
  /** As the browser's own field for a day and a time has it, in local time. */
  until: string;
  /** Items a minute; "" for as fast as it goes. */
  pace: string;
  typed: string;
}

/** Paces on offer, in items a minute. */
export const PACES = [10, 30, 60, 300] as const;

/** Whether the number has to be typed before so many are acted on. */
export function needsTyping({ total }: Pick<BulkPreview, "total">): boolean {
  return total > TYPED_COUNT_ABOVE;
}

/** Whether the number that was typed is the number there is; spaces and separators do not matter. */
export function isTyped(typed: string, total: number): boolean {
  return typed.replace(/[\s.,'’\u202f]/g, "") === String(total);
}

/** How many of what would be put aside come back too late: they are needed before that day. */
export function countLate({ needed_by }: Pick<BulkPreview, "needed_by">, until: Date): number {
  return Object.entries(needed_by)
    .filter(([day]) => comesBackTooLate(day, until))
    .reduce((sum, [, count]) => sum + count, 0);
}

/**
 * The request that a draft makes.
 *
 * @returns the request, or what is wrong with the draft by field
 */
export function requestOf(
  { kind, selection }: BulkPreviewRequest,
  draft: BulkDraft,
): { request: BulkRequest } | { fields: Record<string, string> } {
  const until = new Date(draft.until);
  const parsed = bulkRequestSchema.safeParse({
    kind,
    selection,
    note: draft.note,
    ...(kind === "assign" &&
      draft.assignee !== "" && { assignee: draft.assignee === "nobody" ? null : draft.assignee }),
    ...(kind === "snooze" && !Number.isNaN(until.getTime()) && { until: until.toISOString() }),
    ...(draft.pace !== "" && { per_minute: Number(draft.pace) }),
  });
  if (parsed.success) return { request: parsed.data };
  return { fields: problemsOf(parsed.error, "note") };
}
