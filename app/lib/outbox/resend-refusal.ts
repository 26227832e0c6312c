import { z } from "zod";
import { say, worded } from "~/lib/errors/catalogue";
import type { WordedSentence } from "~/lib/errors/sentence";
import { stringifyExact } from "~/lib/exact-json";

/** Why an event cannot be sent again, as SQL decides it: desk_private.event_refusal(). Null when it can. */
export const eventRefusalSchema = z
  .object({
    code: z.enum(["event_malformed", "event_incomplete", "event_never", "event_unfit", "event_other_order"]),
    facts: z.record(z.string(), z.unknown()).optional(),
  })
  .nullable();
export type EventRefusal = z.infer<typeof eventRefusalSchema>;

/** Whether an event is larger than Inngest takes. Bytes count, not characters. */
export function isTooLarge(event: unknown, maxBytes: number): boolean {
  return Buffer.byteLength(stringifyExact(event)) > maxBytes;
}

/**
 * Why an event, as a dead letter keeps it, cannot be sent again.
 *
 * @param event anything: dead letters are data from elsewhere
 * @param refusal what SQL says of it
 * @param maxBytes what Inngest takes
 * @returns the reason, or null when it can be sent
 */
export function resendRefusal(
  event: unknown,
  refusal: EventRefusal,
  maxBytes: number,
): WordedSentence | null {
  if (refusal) return worded(refusal);
  return isTooLarge(event, maxBytes) ? say("event_too_large") : null;
}
