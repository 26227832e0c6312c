import { z } from "zod";
import { notFound } from "~/lib/errors/app-error";
import { failedJobsOfOrder } from "~/lib/failed-jobs/list-failed-jobs.server";
import { shareLinkSchema } from "~/lib/share/share-link-schemas";
import { answerOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { toOrderRow } from "./order-row.server";
import {
  generationStatusSchema,
  type OrderDetail,
  orderStatusSchema,
  type VariantDetail,
} from "./order-schemas";
import { readTimeline } from "./order-timeline.server";
import { summarizeOrder } from "./summarize-order";

const variantSchema = z.object({
  id: z.string(),
  variant_number: z.number(),
  generation_status: generationStatusSchema,
  duration_ms: z.number().nullable(),
  share_token: z.string(),
  selected: z.boolean().nullable(),
  completed_at: z.string().nullable(),
  first_played_at: z.string().nullable(),
  generation_event_id: z.string().nullable(),
  generation_requested_at: z.string().nullable(),
  new_version_failed_at: z.string().nullable(),
  under_way: z.enum(["waiting", "making"]).nullable(),
  generation_lost: z.boolean(),
  generation_requested_by: z.string().nullable(),
  failures: z.number(),
  retry_at: z.string().nullable(),
  share_link: shareLinkSchema,
  plays: z.object({ plays: z.number(), first_played_at: z.string(), last_played_at: z.string() }).nullable(),
  peaks: z.array(z.number()).nullable(),
  former_songs: z.array(
    z.object({
      id: z.string(),
      replaced_at: z.string(),
      completed_at: z.string().nullable(),
      duration_ms: z.number().nullable(),
      kept_until: z.string(),
    }),
  ),
});

/** A brief is the shop's own object: of it the page shows these texts, where they are texts. */
const shownText = z.string().optional().catch(undefined);
const shownBriefSchema = z
  .object({
    recipient_name: shownText,
    occasion: shownText,
    genre: shownText,
    mood: shownText,
    language: shownText,
    message: z.string().nullish().catch(undefined),
  })
  .nullable()
  .catch(null);

/** What read_order() answers, as far as the order's page shows it. */
const orderSchema = z
  .object({
    order_id: z.string(),
    user_id: z.string().nullable(),
    customer_email: z.string().nullable(),
    customer_name: z.string().nullable(),
    recipient_name: z.string().nullable(),
    occasion: z.string().nullable(),
    needed_by: z.string(),
    status: orderStatusSchema,
    created_at: z.string(),
    payment_status: z.string().nullable(),
    amount_cents: z.number().nullable(),
    currency: z.string().nullable(),
    paid_at: z.string().nullable(),
    erased_at: z.string().nullable(),
    customization: shownBriefSchema,
    variants: z.array(variantSchema),
  })
  .nullable();

/** An event that is an attempt at a failed job carries its number in its id. */
const ATTEMPT_EVENT = /^failed-job:/;

/** The least of some moments, as ISO text; null when there is none. */
function earliest(moments: (string | null)[]): string | null {
  return moments.filter((at) => at !== null).sort()[0] ?? null;
}

/**
 * One order with everything about it.
 *
 * @param centsPerVariant what one song costs; undefined when the environment names no price
 * @throws AppError 404 when there is none
 */
export async function getOrder(
  db: ServiceClient,
  orderId: string,
  centsPerVariant?: number,
): Promise<OrderDetail> {
  const [answer, jobs, timeline] = await Promise.all([
    db.rpc("read_order", { p_order_id: orderId }),
    failedJobsOfOrder(db, orderId),
    readTimeline(db, orderId),
  ]);
  const found = answerOf(answer, orderSchema, "read the order");
  if (!found) throw notFound("order");
  const { customization, erased_at: erasedAt } = found;
  const variants: VariantDetail[] = found.variants.map(({ failures: _, selected, ...variant }) => ({
    ...variant,
    selected: selected ?? false,
  }));
  return {
    ...toOrderRow(found, []),
    payment_status: found.payment_status,
    amount_cents: found.amount_cents,
    currency: found.currency,
    paid_at: found.paid_at,
    customization,
    variants,
    ...jobs,
    summary: summarizeOrder({
      payment_status: found.payment_status,
      erased: erasedAt !== null,
      first_played_at: earliest(variants.map((variant) => variant.first_played_at)),
      last_completed_at:
        variants
          .map((variant) => variant.completed_at ?? "")
          .sort()
          .at(-1) || null,
      variants: found.variants.map((variant) => ({
        ...variant,
        requested_at: variant.generation_requested_at,
        is_retry: ATTEMPT_EVENT.test(variant.generation_event_id ?? ""),
        lost: variant.generation_lost,
      })),
    }),
    timeline,
    generation_price_cents: centsPerVariant ?? null,
    erased_at: erasedAt,
  };
}
