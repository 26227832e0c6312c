import { z } from "zod";
import { invalid, notFound, refusal } from "~/lib/errors/app-error";
import { say } from "~/lib/errors/catalogue";
import { relayNow, type SendEvents } from "~/lib/outbox/relay-outbox.server";
import { answerOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { ErasureReceipt } from "./customer-schemas";

const answerSchema = z.union([
  z.object({ ok: z.literal(true), erased_at: z.string(), files: z.number(), event_id: z.string() }),
  z.object({
    ok: z.literal(false),
    code: z.enum(["not_found", "reason_required", "admin_required", "is_staff", "generating"]),
  }),
]);

/**
 * Erases a customer: one transaction takes their personal data out of everything, closes their share links and writes
 * the event that has their songs removed. Asking again changes nothing.
 *
 * @throws AppError 404; 403 for who is no admin; 409 while something is being generated for them, and for an account of
 *   the staff
 */
export async function eraseCustomer(
  db: ServiceClient,
  send: SendEvents,
  input: { customerId: string; actorId: string; reason: string; requestId: string },
): Promise<ErasureReceipt> {
  const answer = answerOf(
    await db.rpc("erase_customer", {
      p_user_id: input.customerId,
      p_actor: input.actorId,
      p_reason: input.reason,
      p_request_id: input.requestId,
    }),
    answerSchema,
    "erase the customer",
  );
  if (answer.ok) {
    const { erased_at, files, event_id } = answer;
    return { erased_at, files, delivery: await relayNow(db, send, event_id) };
  }
  switch (answer.code) {
    case "not_found":
      throw notFound("customer");
    case "reason_required":
      throw invalid({ reason: say("reason_missing.erasure") });
    case "admin_required":
      throw refusal("role_required.erasure");
    default:
      throw refusal(answer.code);
  }
}
