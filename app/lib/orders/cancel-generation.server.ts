import { z } from "zod";
import { invalid, notFound, refusal } from "~/lib/errors/app-error";
import { say } from "~/lib/errors/catalogue";
import { answerOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";

const answerSchema = z.union([
  z.object({ ok: z.literal(true), variants: z.record(z.string(), z.string()) }),
  z.object({ ok: z.literal(false), code: z.enum(["not_found", "reason_required", "nothing_under_way"]) }),
]);

/**
 * Stops what is under way for variants of an order. The run looks before each of its tries and at its end whether it
 * still has the variant, so a song that is being made at this moment is thrown away and never replaces anything.
 *
 * @returns what each variant is now; "removed" for one that there was not before it was asked for
 * @throws AppError 404 when there is no such order; 409 when nothing is under way for these variants
 */
export async function cancelGeneration(
  db: ServiceClient,
  input: { orderId: string; variantNumbers: number[]; actorId: string; reason: string; requestId: string },
): Promise<{ variants: Record<string, string> }> {
  const answer = answerOf(
    await db.rpc("cancel_generation", {
      p_order_id: input.orderId,
      p_variant_numbers: input.variantNumbers,
      p_actor: input.actorId,
      p_reason: input.reason,
      p_request_id: input.requestId,
    }),
    answerSchema,
    "stop the generation",
  );
  if (answer.ok) return { variants: answer.variants };
  switch (answer.code) {
    case "not_found":
      throw notFound("order");
    case "nothing_under_way":
      throw refusal("nothing_under_way");
    case "reason_required":
      throw invalid({ reason: say("reason_missing.stop") });
  }
}
