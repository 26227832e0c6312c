import { say } from "~/lib/errors/catalogue";
import type { WordedSentence } from "~/lib/errors/sentence";
import { type EventRefusal, resendRefusal } from "~/lib/outbox/resend-refusal";
import type { FailedJobState } from "./failed-job-schemas";

/**
 * Why a failed job cannot be retried now. Whether its event can be sent again is decided in SQL.
 *
 * @param maxEventBytes what Inngest takes
 * @returns the reason, or null when it can be retried
 */
export function retryRefusal(
  job: { state: FailedJobState; event_data: unknown; event_refusal: EventRefusal },
  maxEventBytes: number,
): WordedSentence | null {
  return job.state === "open"
    ? resendRefusal(job.event_data, job.event_refusal, maxEventBytes)
    : say(`state.${job.state}`);
}
