import { z } from "zod";
import { AppError, notFound } from "~/lib/errors";
import type { EventReceipt } from "~/lib/failed-jobs/failed-job-schemas";
import { relayNow, type SendEvents } from "~/lib/outbox/relay-outbox.server";
import { relativeTime } from "~/lib/relative-time";
import { answerOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";

const answerSchema = z.union([
  z.object({ ok: z.literal(true), event_id: z.string() }),
  z.object({
    ok: z.literal(false),
    code: z.enum(["not_found", "reason_required", "bad_variant", "already_generating"]),
    variant_number: z.number().optional(),
    requested_at: z.string().nullish(),
    requested_by: z.string().nullish(),
  }),
]);

/**
 * Asks for variants of an order to be generated again: one transaction sets them pending and writes the event and the
 * activity, then the event is sent under its own id.
 *
 * @throws AppError 404 when there is no such order; 409 already_generating, saying who asked and when
 */
export async function requestGeneration(
  db: ServiceClient,
  send: SendEvents,
  input: { orderId: string; variantNumbers: number[]; actorId: string; reason: string; requestId: string },
): Promise<EventReceipt> {
  const answer = answerOf(
    await db.rpc("request_generation", {
      p_order_id: input.orderId,
      p_variant_numbers: input.variantNumbers,
      p_actor: input.actorId,
      p_reason: input.reason,
      p_request_id: input.requestId,
    }),
    answerSchema,
    "ask for generation",
  );
  if (answer.ok) {
    return { event_id: answer.event_id, delivery: await relayNow(db, send, answer.event_id) };
  }
  switch (answer.code) {
    case "not_found":
      throw notFound("order");
    case "already_generating": {
      const asked = answer.requested_at
        ? `, asked for by ${answer.requested_by ?? "Reprise"} ${relativeTime(new Date(answer.requested_at), new Date())}`
        : "";
      throw new AppError(
        "already_generating",
        409,
        `Variant ${answer.variant_number ?? "?"} is being generated already${asked}. Nothing was sent a second time.`,
        { details: { variant_number: answer.variant_number, requested_at: answer.requested_at } },
      );
    }
    default:
      throw new AppError("invalid", 422, "Choose variants from 1 to 5 and say why they are generated again.");
  }
}
