import { z } from "zod";
import { cutText } from "~/lib/cut-text";
import { say } from "~/lib/errors/catalogue";
import type { WordedSentence } from "~/lib/errors/sentence";
import { stringifyExact } from "~/lib/exact-json";
import { briefChangeSchema } from "~/lib/generation/brief";
import { INCOMPLETE } from "./kept-event";

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

/** Says that an order's generation has used up its retries; for other services to listen to. */
export const generationFailedData = z.object({
  order_id: z.guid().nullable(),
  variant_numbers: z.array(z.number().int()),
  failed_job_id: z.guid(),
});

/** Asks for the next run of a bulk operation's worker. */
export const bulkRequestedData = z.object({ operation_id: z.guid(), part: z.number().int().positive() });

/** Asks for the songs of an erased customer to be removed from Storage. */
export const filesRemovalRequestedData = z.object({ customer_id: z.guid() });

/** Every event that the desk knows, with what it carries. What is not here can be shown, not sent. */
export const EVENT_CATALOGUE = {
  "song/generation.requested": { data: generationRequestedData, retryable: true },
  "song/generation.failed": { data: generationFailedData, retryable: false },
  "desk/bulk.requested": { data: bulkRequestedData, retryable: false },
  "desk/files.removal.requested": { data: filesRemovalRequestedData, retryable: false },
} as const;

const eventShape = z.looseObject({ name: z.string(), data: z.unknown() });

/**
 * Why an event, as a dead letter keeps it, cannot be sent again.
 *
 * @param event anything: dead letters are data from elsewhere
 * @param maxBytes what Inngest takes
 * @returns the reason, or null when it can be sent
 */
export function resendRefusal(event: unknown, maxBytes: number): WordedSentence | null {
  const shaped = eventShape.safeParse(event);
  if (!shaped.success) return say("event_malformed");
  if (new TextEncoder().encode(stringifyExact(event)).length > maxBytes) return say("event_too_large");
  if (INCOMPLETE in shaped.data) return say("event_incomplete");
  const { name } = shaped.data;
  if (!Object.hasOwn(EVENT_CATALOGUE, name)) return say("event_unknown", { name: cutText(name, 100) });
  const entry = EVENT_CATALOGUE[name as keyof typeof EVENT_CATALOGUE];
  if (!entry.retryable) return say("event_reports", { name });
  const data = entry.data.safeParse(shaped.data.data);
  if (data.success) return null;
  return say("event_unfit", { place: data.error.issues[0]?.path.join(".") || "data", name });
}
