import { z } from "zod";
import { AppError } from "~/lib/errors";
import { resendRefusal } from "~/lib/outbox/event-catalogue";
import { relayNow, type SendEvents } from "~/lib/outbox/relay-outbox.server";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { refusalError, refusalSchema } from "./conflict";
import type { EventReceipt } from "./failed-job-schemas";

const answerSchema = z.union([
  z.object({ ok: z.literal(true), event_id: z.string(), attempt: z.number() }),
  refusalSchema,
]);

/**
 * Asks for one more attempt at a failed job: one transaction writes the attempt, the event and the activity, then the
 * event is sent under its own id.
 *
 * @param input.version the version that the operator was looking at; without it, whatever it is now
 * @throws AppError 404 when there is none; 422 not_retryable when its event cannot be sent again; 409 with the
 *   present state when somebody was faster
 */
export async function retryFailedJob(
  db: ServiceClient,
  send: SendEvents,
  input: {
    failedJobId: string;
    actorId: string;
    note: string;
    version: number | undefined;
    requestId: string;
  },
): Promise<EventReceipt & { attempt: number }> {
  const job = dataOf(
    await db.from("failed_jobs").select("event_data").eq("id", input.failedJobId).maybeSingle(),
    "read the failed job",
  );
  if (!job) throw refusalError({ ok: false, code: "not_found" });
  const refusal = resendRefusal(job.event_data);
  if (refusal) throw new AppError("not_retryable", 422, `${refusal} Nothing was sent.`);

  const answer = answerOf(
    await db.rpc("retry_failed_job", {
      p_failed_job_id: input.failedJobId,
      p_actor: input.actorId,
      p_note: input.note,
      ...(input.version !== undefined && { p_expected_version: input.version }),
      p_request_id: input.requestId,
    }),
    answerSchema,
    "retry the failed job",
  );
  if (!answer.ok) throw refusalError(answer);
  return {
    event_id: answer.event_id,
    attempt: answer.attempt,
    delivery: await relayNow(db, send, answer.event_id),
  };
}
