import {
  type MissingVariantsRequest,
  missingVariantsRequestSchema,
  type OrderSelection,
} from "~/lib/orders/generation-schemas";

/** What somebody has filled into the dialog so far. */
export interface MissingVariantsDraft {
  reason: string;
  /** Orders a minute; "" for as fast as it goes. */
  pace: string;
  typed: string;
}

export const EMPTY_DRAFT: MissingVariantsDraft = { reason: "", pace: "", typed: "" };

/**
 * The request that a draft makes.
 *
 * @returns the request, or what is wrong with the draft by field
 */
export function requestOf(
  selection: OrderSelection,
  { reason, pace }: MissingVariantsDraft,
): { request: MissingVariantsRequest } | { fields: Record<string, string> } {
  const parsed = missingVariantsRequestSchema.safeParse({
    selection,
    reason,
    ...(pace !== "" && { per_minute: Number(pace) }),
  });
  if (parsed.success) return { request: parsed.data };
  return {
    fields: Object.fromEntries(
      parsed.error.issues.map(({ path, message }) => [String(path[0] ?? "reason"), message]),
    ),
  };
}
