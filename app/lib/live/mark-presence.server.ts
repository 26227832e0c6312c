import { z } from "zod";
import { notFound } from "~/lib/errors/app-error";
import { answerOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { type PresenceAnswer, presentSchema } from "./live-schemas";

const answerSchema = z.union([
  z.object({ ok: z.literal(true), others: z.array(presentSchema.omit({ failed_job_id: true })) }),
  z.object({ ok: z.literal(false), code: z.literal("not_found") }),
]);

/**
 * Says that somebody looks at a failure, or no longer does. It is no change of the failure and leaves no activity.
 *
 * @returns who else looks at it
 * @throws AppError 404 when there is no such failure
 */
export async function markPresence(
  db: ServiceClient,
  input: { failedJobId: string; staffId: string; here: boolean },
): Promise<PresenceAnswer> {
  const answer = answerOf(
    await db.rpc("mark_presence", {
      p_failed_job_id: input.failedJobId,
      p_user: input.staffId,
      p_here: input.here,
    }),
    answerSchema,
    "mark who is present",
  );
  if (!answer.ok) throw notFound("failed job");
  return { others: answer.others };
}
