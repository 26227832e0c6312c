import type { VariantDetail } from "~/lib/orders/order-schemas";

/** Whether a request for a variant is under way: it is being generated, or will be as soon as its turn comes. */
export function isBusy(
  variant: Pick<VariantDetail, "generation_status" | "generation_requested_at">,
): boolean {
  return variant.generation_status === "generating" || variant.generation_requested_at !== null;
}
