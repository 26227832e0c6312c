import { z } from "zod";
import { answerOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { refusalError, refusalSchema } from "./conflict";
import type { RevealedPayload } from "./failed-job-schemas";

const answerSchema = z.union([
  z.object({
    ok: z.literal(true),
    event_data: z.unknown(),
    attempts: z.array(z.object({ attempt: z.number(), event: z.unknown() })),
  }),
  refusalSchema,
]);

/**
 * Gives the whole payload of a failure and of its attempts, and records who saw it.
 *
 * @throws AppError 404 when there is none
 */
export async function revealFailedJob(
  db: ServiceClient,
  input: { failedJobId: string; actorId: string; requestId: string },
): Promise<RevealedPayload> {
  const answer = answerOf(
    await db.rpc("reveal_failed_job", {
      p_failed_job_id: input.failedJobId,
      p_actor: input.actorId,
      p_request_id: input.requestId,
    }),
    answerSchema,
    "reveal the payload",
  );
  if (!answer.ok) throw refusalError(answer);
  return { event_data: answer.event_data, attempts: answer.attempts };
}
