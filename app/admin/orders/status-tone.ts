import type { Tone } from "~/admin/theme/tokens";
import type { OrderStatus } from "~/lib/orders/order-schemas";

/** The colour and icon of an order's status, which are those of its variants. */
export const STATUS_TONES: Record<OrderStatus, Tone> = {
  empty: "resolved",
  pending: "pending",
  generating: "generating",
  complete: "complete",
  failed: "failed",
};
