import { z } from "zod";
import { answerOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { refusalError, refusalSchema } from "./conflict";

const answerSchema = z.union([z.object({ ok: z.literal(true) }), refusalSchema]);

/**
 * Closes a failed job with a note. It never sends anything.
 *
 * @throws AppError 404 when there is none; 409 with the present state when somebody was faster; 422 without a note
 */
export async function resolveFailedJob(
  db: ServiceClient,
  input: {
    failedJobId: string;
    actorId: string;
    note: string;
    version: number | undefined;
    requestId: string;
  },
): Promise<void> {
  const answer = answerOf(
    await db.rpc("resolve_failed_job", {
      p_failed_job_id: input.failedJobId,
      p_actor: input.actorId,
      p_note: input.note,
      ...(input.version !== undefined && { p_expected_version: input.version }),
      p_request_id: input.requestId,
    }),
    answerSchema,
    "resolve the failed job",
  );
  if (!answer.ok) throw refusalError(answer);
}
