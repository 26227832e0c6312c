import { z } from "zod";
import { notFound } from "~/lib/errors/app-error";
import { readStoredEvent } from "~/lib/outbox/kept-event";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { refusalError, refusalSchema } from "./conflict";
import type { RevealedPayload } from "./failed-job-schemas";

const answerSchema = z.union([z.object({ ok: z.literal(true) }), refusalSchema]);

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
  // As texts: whoever parses the function's answer rounds the numbers in it.
  const [failure, attempts] = await Promise.all([
    db
      .schema("public")
      .from("failed_jobs")
      .select("event_data::text")
      .eq("id", input.failedJobId)
      .maybeSingle(),
    db
      .from("failed_job_attempts")
      .select("attempt, event::text")
      .eq("failed_job_id", input.failedJobId)
      .order("attempt"),
  ]);
  const found = dataOf(failure, "read the payload");
  if (!found) throw notFound("failed job");
  return {
    event_data: readStoredEvent(found.event_data),
    attempts: dataOf(attempts, "read what was retried").map(({ attempt, event }) => ({
      attempt,
      event: readStoredEvent(event),
    })),
  };
}
