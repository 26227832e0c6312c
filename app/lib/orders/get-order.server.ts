import { listActivity } from "~/lib/activity/list-activity.server";
import { notFound } from "~/lib/errors";
import { failedJobsOfOrder } from "~/lib/failed-jobs/list-failed-jobs.server";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { SUMMARY_COLUMNS, toOrderRow } from "./order-row.server";
import type { OrderDetail } from "./order-schemas";

const VARIANT_COLUMNS =
  "id, variant_number, generation_status, duration_ms, share_token, selected, completed_at, generation_requested_at, staff_members(full_name)";

/**
 * One order with everything about it.
 *
 * @throws AppError 404 when there is none
 */
export async function getOrder(db: ServiceClient, orderId: string): Promise<OrderDetail> {
  const [summary, order, variants, failures, activity] = await Promise.all([
    db.from("order_summaries").select(SUMMARY_COLUMNS).eq("order_id", orderId).maybeSingle(),
    db
      .from("orders")
      .select("customizations(genre, mood, language, message)")
      .eq("id", orderId)
      .maybeSingle(),
    db.from("song_variants").select(VARIANT_COLUMNS).eq("order_id", orderId).order("variant_number"),
    failedJobsOfOrder(db, orderId),
    listActivity(db, { orderId }),
  ]);
  const found = dataOf(summary, "read the order");
  const customization = dataOf(order, "read what the customer asked for")?.customizations;
  if (!found || !customization) throw notFound("order");
  return {
    ...toOrderRow(found, []),
    payment_status: found.payment_status,
    amount_cents: found.amount_cents,
    currency: found.currency,
    customization,
    variants: dataOf(variants, "read the variants").map(({ staff_members, selected, ...variant }) => ({
      ...variant,
      selected: selected ?? false,
      generation_requested_by: staff_members?.full_name ?? null,
    })),
    failures,
    activity,
  };
}
