import type { VariantResult } from "./generate-variant.server";

/** Names of the errors of a run that found nothing that it could make; what staff see as the kind of failure. */
export const NOT_MADE = ["OrderNotFound", "SongNotFound", "Superseded", "Ended", "CustomerErased"] as const;

type NotMade = Exclude<VariantResult, "complete" | "already_complete">;

const REASONS: Record<NotMade, { name: (typeof NOT_MADE)[number]; text: (number: number) => string }> = {
  order_not_found: {
    name: "OrderNotFound",
    text: () => "The order does not exist, so nothing was made.",
  },
  not_found: {
    name: "SongNotFound",
    text: (number) => `This order has no song ${number}, so nothing was made.`,
  },
  superseded: {
    name: "Superseded",
    text: (number) => `Another request has song ${number} now, so this one made nothing.`,
  },
  ended: {
    name: "Ended",
    text: (number) => `Song ${number} was stopped or given up before it was made.`,
  },
  erased: {
    name: "CustomerErased",
    text: () => "The customer's data was erased, so nothing is made for them any more.",
  },
};

/**
 * The error of a variant that was not made. A retry has to make what it was asked for. A first run that was stopped or
 * overtaken has not failed, and neither has one for an erased customer, whose event must not be kept.
 *
 * @param result what became of the variant
 * @returns null when that is no failure
 */
export function notMadeError(result: VariantResult, variantNumber: number, isRetry: boolean): Error | null {
  if (result === "complete" || result === "already_complete") return null;
  if (!isRetry && result !== "not_found" && result !== "order_not_found") return null;
  const { name, text } = REASONS[result];
  return Object.assign(new Error(text(variantNumber)), { name });
}
