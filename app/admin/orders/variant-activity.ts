import type { OrderDetail, VariantDetail } from "~/lib/orders/order-schemas";

/** Whether a request for a variant is under way: it is being generated, or will be as soon as its turn comes. */
export function isBusy(
  variant: Pick<VariantDetail, "generation_status" | "generation_requested_at">,
): boolean {
  return variant.generation_status === "generating" || variant.generation_requested_at !== null;
}

/** When the latest request of an order that is still under way was made; null when nothing is. */
export function latestRequest(order: Pick<OrderDetail, "variants" | "created_at">): string | null {
  const times = order.variants
    .filter(isBusy)
    .map((variant) => variant.generation_requested_at ?? order.created_at);
  return times.sort().at(-1) ?? null;
}
