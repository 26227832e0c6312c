import { z } from "zod";
import type { ActivityEntry } from "~/lib/activity/activity-schemas";
import type { FailedJobRow } from "~/lib/failed-jobs/failed-job-schemas";
import { pageSizeSchema, placeShape, saysOnePlace, sortOrderSchema, TWO_PLACES } from "~/lib/list-query";
import type { ShareLink, SongPlays } from "~/lib/share/share-link-schemas";
import { storableText } from "~/lib/storable-text";
import { Constants } from "~/lib/supabase/database.types";

export const generationStatusSchema = z.enum(Constants.public.Enums.generation_status);
export const orderStatusSchema = z.enum(Constants.public.Enums.order_status);
export type OrderStatus = z.infer<typeof orderStatusSchema>;

export const ORDER_SORTS = ["created_at", "needed_by"] as const;

/** What the address of a list of orders may say. */
export const orderListQuerySchema = z
  .strictObject({
    /** Part of the customer's e-mail address, or the order's id. */
    q: storableText.trim().max(200, "A search may have at most 200 characters.").default(""),
    status: orderStatusSchema.optional(),
    sort: z.enum(ORDER_SORTS).default("created_at"),
    order: sortOrderSchema.default("desc"),
    limit: pageSizeSchema,
    ...placeShape,
  })
  .refine(saysOnePlace, TWO_PLACES);
export type OrderListQuery = z.infer<typeof orderListQuerySchema>;

/** A variant as the list shows it: enough for a chip. */
export interface VariantChip {
  variant_number: number;
  generation_status: z.infer<typeof generationStatusSchema>;
}

/** One row of the list of orders. */
export interface OrderRow {
  id: string;
  customer_email: string;
  customer_name: string | null;
  recipient_name: string;
  occasion: string;
  /** ISO date; null when nobody said. */
  occasion_date: string | null;
  status: OrderStatus;
  created_at: string;
  variants: VariantChip[];
}

/** A variant as the order's page shows it. */
export interface VariantDetail extends VariantChip {
  id: string;
  duration_ms: number | null;
  share_token: string;
  selected: boolean;
  completed_at: string | null;
  /** When and by whom it was asked for; null when nothing is under way. */
  generation_requested_at: string | null;
  generation_requested_by: string | null;
  /** What has become of the link, and what its giver allows. */
  share_link: ShareLink;
  /** How often the song was played; null when it never was. */
  plays: SongPlays | null;
}

/** One order with everything about it. */
export interface OrderDetail extends Omit<OrderRow, "variants"> {
  payment_status: string;
  amount_cents: number;
  currency: string;
  customization: { genre: string; mood: string; language: string; message: string | null };
  variants: VariantDetail[];
  failures: FailedJobRow[];
  activity: ActivityEntry[];
}

/** The body of POST /resources/orders/:id/generations. */
export const generationRequestSchema = z.strictObject({
  variant_numbers: z
    .array(z.number().int().min(1).max(5))
    .min(1, "Choose at least one variant.")
    .max(5)
    .refine((numbers) => new Set(numbers).size === numbers.length, "Name each variant once."),
  reason: storableText
    .trim()
    .min(1, "Say why it is generated again.")
    .max(2000, "A reason may have at most 2,000 characters."),
});
export type GenerationRequest = z.infer<typeof generationRequestSchema>;
