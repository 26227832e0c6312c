import { z } from "zod";
import { briefChangeSchema } from "~/lib/generation/brief";

/**
 * Asks for variants of an order to be generated. A retry says of which failure, and as which attempt; a request with
 * changed wishes says in `brief` what is different from the customer's, and its retries say it again.
 */
export const generationRequestedData = z.object({
  order_id: z.guid(),
  variant_numbers: z.array(z.number().int().min(1).max(5)).min(1).max(5),
  failed_job_id: z.guid().optional(),
  attempt: z.number().int().positive().optional(),
  brief: briefChangeSchema.optional(),
});
export type GenerationRequestedData = z.infer<typeof generationRequestedData>;

/** Asks for the next run of a bulk operation's worker. */
export const bulkRequestedData = z.object({ operation_id: z.guid(), part: z.number().int().positive() });

/** Asks for the songs of an erased customer to be removed from Storage. */
export const filesRemovalRequestedData = z.object({ customer_id: z.guid() });

const KNOWN = new Map<string, z.ZodType>([["song/generation.requested", generationRequestedData]]);

/** What the data of an event has to be, where the desk's own function reads it. @returns null for any other event */
export function dataSchemaOf(name: string): z.ZodType | null {
  return KNOWN.get(name) ?? null;
}
