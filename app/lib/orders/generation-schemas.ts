import { z } from "zod";
import { says } from "~/lib/errors/issues";
import type { EventReceipt } from "~/lib/failed-jobs/failed-job-schemas";
import { briefChangeSchema } from "~/lib/generation/brief";
import { storableText } from "~/lib/storable-text";

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
