import { z } from "zod";
import { says } from "~/lib/errors/issues";
import type { bulkResultSchema } from "~/lib/failed-jobs/bulk-schemas";
import type { EventReceipt } from "~/lib/failed-jobs/failed-job-schemas";
import { briefChangeSchema } from "~/lib/generation/brief";
import { storableText } from "~/lib/storable-text";
import { orderFilterShape } from "./order-schemas";

const variantNumbers = z
  .array(z.number().int().min(1).max(5))
  .min(1, says("variants_missing"))
  .max(5)
  .refine((numbers) => new Set(numbers).size === numbers.length, says("variant_twice"));

const reason = storableText.trim().max(2000, says("reason_too_long"));

/** The body of POST /resources/orders/:id/generations. */
export const generationRequestSchema = z.strictObject({
  variant_numbers: variantNumbers,
  reason: reason.min(1, says("reason_missing.generation")),
  /** What is different from the customer's wishes this time; absent for what they asked for. */
  brief: briefChangeSchema.optional(),
});
export type GenerationRequest = z.infer<typeof generationRequestSchema>;

/** What a request for generation is answered with. */
export interface GenerationReceipt extends EventReceipt {
  /** In cents; null when the environment names no price. */
  estimated_cost_cents: number | null;
}

/** The body of POST /resources/orders/:id/cancellations: stops what is under way. */
export const cancellationRequestSchema = z.strictObject({
  variant_numbers: variantNumbers,
  reason: reason.min(1, says("reason_missing.stop")),
});

/** The body of POST /resources/variants/:id/restoration: brings back a song that was replaced. */
export const restorationRequestSchema = z.strictObject({
  /** One of the variant's former_songs. */
  song_id: z.guid(),
  reason: reason.min(1, says("reason_missing.restoration")),
});

/** Orders chosen one by one, or all that match a filter. */
export const orderSelectionSchema = z.union([
  z.strictObject({ ids: z.array(z.guid()).min(1, says("selected.nothing")).max(10_000) }),
  z.strictObject({ filter: z.strictObject(orderFilterShape) }),
]);
export type OrderSelection = z.infer<typeof orderSelectionSchema>;

/** The body of POST /resources/orders/missing-variants/preview. */
export const missingVariantsPreviewSchema = z.strictObject({ selection: orderSelectionSchema });

/** The body of POST /resources/orders/missing-variants. It becomes a bulk operation of the kind "generate". */
export const missingVariantsRequestSchema = z.strictObject({
  selection: orderSelectionSchema,
  reason: reason.min(1, says("reason_missing.generations")),
  /** Orders a minute; absent for as fast as it goes. */
  per_minute: z.number().int().min(1).max(60_000).optional(),
});
export type MissingVariantsRequest = z.infer<typeof missingVariantsRequestSchema>;

/** What generating the missing variants would do, said before it is done. */
export interface MissingVariantsPreview {
  /** Orders selected. */
  total: number;
  /** Orders for which something would be made. */
  eligible: number;
  /** Songs that would be made. */
  variants: number;
  /** Orders that would be skipped, by code: nothing_missing, already_generating, not_paid, erased, has_open_failure. */
  skipped: { code: string; count: number; reason: string }[];
  estimated_cost_cents: number | null;
  /** The most orders that this role may act on at once. */
  limit: number;
}

/** What became of one order of a bulk operation of the kind "generate". */
export interface MissingVariantsItem {
  position: number;
  order_id: string;
  result: z.infer<typeof bulkResultSchema>;
  code: string | null;
  /** Why it was left out, in words. */
  reason: string | null;
  event_id: string | null;
  at: string | null;
}
