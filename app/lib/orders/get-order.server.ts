import { listActivity } from "~/lib/activity/list-activity.server";
import { notFound } from "~/lib/errors";
import { failedJobsOfOrder, withOrders } from "~/lib/failed-jobs/list-failed-jobs.server";
import { SHARE_COLUMNS, withShareLink } from "~/lib/share/share-columns.server";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { SUMMARY_COLUMNS, toOrderRow } from "./order-row.server";
import type { OrderDetail } from "./order-schemas";

const VARIANT_COLUMNS =
  "id, variant_number, generation_status, duration_ms, share_token, selected, completed_at, generation_requested_at, staff_members(full_name)";

/** All in one: a request of its own for each would be most of the time that the page takes. */
const ORDER_COLUMNS =
  `order_summaries(${SUMMARY_COLUMNS}), customizations(genre, mood, language, message), song_variants(${VARIANT_COLUMNS}, ${SHARE_COLUMNS})` as const;

/**
 * One order with everything about it.
 *
 * @throws AppError 404 when there is none
 */
export async function getOrder(db: ServiceClient, orderId: string): Promise<OrderDetail> {
  const [order, jobs, activity] = await Promise.all([
    db.from("orders").select(ORDER_COLUMNS).eq("id", orderId).maybeSingle(),
    failedJobsOfOrder(db, orderId),
    listActivity(db, { orderId }),
  ]);
  const row = dataOf(order, "read the order");
  if (!row?.order_summaries || !row.customizations) throw notFound("order");
  const { order_summaries: found, customizations: customization } = row;
  const variants = row.song_variants.toSorted((a, b) => a.variant_number - b.variant_number);
  return {
    ...toOrderRow(found, []),
    payment_status: found.payment_status,
    amount_cents: found.amount_cents,
    currency: found.currency,
    customization,
    variants: variants.map(({ staff_members, selected, ...variant }) => ({
      ...withShareLink(variant),
      selected: selected ?? false,
      generation_requested_by: staff_members?.full_name ?? null,
    })),
    failures: withOrders(jobs, [found]),
    activity,
  };
}
