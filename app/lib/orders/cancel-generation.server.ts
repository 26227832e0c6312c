import { z } from "zod";
import { AppError, notFound } from "~/lib/errors";
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
      throw new AppError(
        "nothing_under_way",
        409,
        "Nothing is being generated for these variants any more. Nothing was changed; look at their present state.",
      );
    case "reason_required":
      throw new AppError("invalid", 422, "Some fields are not right.", {
        fields: { reason: "Say why it is stopped." },
      });
  }
}
