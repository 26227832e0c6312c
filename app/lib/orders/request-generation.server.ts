import { z } from "zod";
import { type AppError, notFound, refusal } from "~/lib/errors/app-error";
import type { BriefChange } from "~/lib/generation/brief";
import { relayNow, type SendEvents } from "~/lib/outbox/relay-outbox.server";
import { answerOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { GenerationReceipt } from "./generation-schemas";
import { giveUpGeneration } from "./lost-generations.server";

const refusalSchema = z.object({
  ok: z.literal(false),
  code: z.enum([
    "not_found",
    "reason_required",
    "bad_variant",
    "bad_brief",
    "already_generating",
    "erased",
    "no_customer",
  ]),
  variant_number: z.number().optional(),
  requested_at: z.string().nullish(),
  requested_by: z.string().nullish(),
  event_id: z.string().nullish(),
  lost: z.boolean().nullish(),
});
const answerSchema = z.union([z.object({ ok: z.literal(true), event_id: z.string() }), refusalSchema]);

/** A request by hand for variants of one order. */
export interface GenerationInput {
  orderId: string;
  variantNumbers: number[];
  actorId: string;
  reason: string;
  /** What is different from the customer's wishes this time. */
  brief?: BriefChange | undefined;
  requestId: string;
}

async function ask(db: ServiceClient, input: GenerationInput) {
  return answerOf(
    await db.rpc("request_generation", {
      p_order_id: input.orderId,
      p_variant_numbers: input.variantNumbers,
      p_actor: input.actorId,
      p_reason: input.reason,
      p_request_id: input.requestId,
      ...(input.brief && { p_brief: z.json().parse(JSON.parse(JSON.stringify(input.brief))) }),
    }),
    answerSchema,
    "ask for generation",
  );
}

function refusalOf(answer: z.infer<typeof refusalSchema>): AppError {
  const { variant_number, requested_at, requested_by } = answer;
  switch (answer.code) {
    case "not_found":
      return notFound("order");
    case "already_generating":
      return refusal("already_generating.order", { variant_number, requested_at, requested_by });
    case "erased":
    case "no_customer":
      return refusal(answer.code);
    default:
      return refusal("invalid.generation");
  }
}

/**
 * Asks for variants of an order to be generated again: one transaction sets them pending and writes the event and the
 * activity, then the event is sent under its own id. A run that is lost is given up first.
 *
 * @param centsPerVariant what one song costs; undefined when the environment names no price
 * @throws AppError 404 when there is no such order; 409 already_generating, saying who asked and when,
 *   erased, and no_customer
 */
export async function requestGeneration(
  db: ServiceClient,
  send: SendEvents,
  input: GenerationInput,
  centsPerVariant?: number,
): Promise<GenerationReceipt> {
  let answer = await ask(db, input);
  // Each turn gives up another lost run, and an order has at most as many as it has variants.
  for (let turn = 0; turn < 5 && !answer.ok && answer.lost && answer.event_id; turn++) {
    if (!(await giveUpGeneration(db, { orderId: input.orderId, eventId: answer.event_id }))) break;
    answer = await ask(db, input);
  }
  if (!answer.ok) throw refusalOf(answer);
  return {
    event_id: answer.event_id,
    delivery: await relayNow(db, send, answer.event_id),
    estimated_cost_cents:
      centsPerVariant === undefined ? null : centsPerVariant * input.variantNumbers.length,
  };
}
