import { z } from "zod";
import { cutText } from "~/lib/cut-text";
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
 * @returns one sentence, or null when it can be sent
 */
export function resendRefusal(event: unknown, maxBytes: number): string | null {
  const shaped = eventShape.safeParse(event);
  if (!shaped.success)
    return "Its payload is not an Inngest event, so there is nothing to send again. It can be resolved.";
  if (new TextEncoder().encode(stringifyExact(event)).length > maxBytes) {
    return "Its event is larger than what Inngest accepts here (INNGEST_MAX_EVENT_BYTES). It can be resolved.";
  }
  if (INCOMPLETE in shaped.data)
    return "Its event is nested so deeply that not all of it was kept, so it cannot be sent as it was. It can be resolved.";
  const { name } = shaped.data;
  if (!Object.hasOwn(EVENT_CATALOGUE, name)) {
    return `Its event "${cutText(name, 100)}" is not one that the desk knows how to send. It can be resolved.`;
  }
  const entry = EVENT_CATALOGUE[name as keyof typeof EVENT_CATALOGUE];
  if (!entry.retryable)
    return `"${name}" is a report, not a request for work, so it cannot be retried. It can be resolved.`;
  const data = entry.data.safeParse(shaped.data.data);
  if (data.success) return null;
  const where = data.error.issues[0]?.path.join(".") || "data";
  return `Its event's "${where}" is not what "${name}" needs, so it would fail again. It can be resolved.`;
}
