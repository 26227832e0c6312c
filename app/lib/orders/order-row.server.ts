import { fromDatabaseDate } from "~/lib/database-date";
import type { Database } from "~/lib/supabase/database.types";
import type { OrderRow, VariantChip } from "./order-schemas";

type Summary = Database["desk"]["Tables"]["order_summaries"]["Row"];

/** The columns of order_summaries that a row of a list shows. */
export type OrderSummary = Pick<
  Summary,
  | "order_id"
  | "user_id"
  | "customer_email"
  | "customer_name"
  | "recipient_name"
  | "occasion"
  | "needed_by"
  | "status"
  | "created_at"
>;

/** The one place where an order's columns become what the desk reads. */
export function toOrderRow(summary: OrderSummary, variants: VariantChip[]): OrderRow {
  return {
    id: summary.order_id,
    customer_id: summary.user_id,
    customer_email: summary.customer_email,
    customer_name: summary.customer_name,
    recipient_name: summary.recipient_name,
    occasion: summary.occasion,
    occasion_date: fromDatabaseDate(summary.needed_by),
    status: summary.status,
    created_at: summary.created_at,
    variants,
  };
}
