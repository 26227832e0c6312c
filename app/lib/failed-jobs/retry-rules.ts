import { say } from "~/lib/errors/catalogue";
import type { WordedSentence } from "~/lib/errors/sentence";
import { resendRefusal } from "~/lib/outbox/event-catalogue";
import type { FailedJobState } from "./failed-job-schemas";

/**
 * Why a failed job cannot be retried now. The same rules hold in the SQL function retry_failed_job, which has the
 * last word.
 *
 * @param maxEventBytes what Inngest takes
 * @returns the reason, or null when it can be retried
 */
export function retryRefusal(
  job: { state: FailedJobState; event_data: unknown },
  maxEventBytes: number,
): WordedSentence | null {
  return job.state === "open" ? resendRefusal(job.event_data, maxEventBytes) : say(`state.${job.state}`);
}
