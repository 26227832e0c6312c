import { resendRefusal } from "~/lib/outbox/event-catalogue";
import type { FailedJobState } from "./failed-job-schemas";

const BY_STATE: Record<Exclude<FailedJobState, "open">, string> = {
  retrying: "It is being retried already.",
  resolved: "It has been resolved.",
  recovered: "It has recovered: the retry succeeded.",
};

/**
 * Why a failed job cannot be retried now. The same rules hold in the SQL function retry_failed_job, which has the
 * last word.
 *
 * @param maxEventBytes what Inngest takes
 * @returns one sentence, or null when it can be retried
 */
export function retryRefusal(
  job: { state: FailedJobState; event_data: unknown },
  maxEventBytes: number,
): string | null {
  return job.state === "open" ? resendRefusal(job.event_data, maxEventBytes) : BY_STATE[job.state];
}
