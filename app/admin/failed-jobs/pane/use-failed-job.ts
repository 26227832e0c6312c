import { useGetOne } from "react-admin";
import { pollingInterval } from "~/admin/lists/polling";
import type { FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";
import { latestAttempt } from "../latest-attempt";

/** Milliseconds until a job is asked for again: only while a retry is under way. */
function intervalFor(job: FailedJobDetail | undefined): number | false {
  if (job?.state !== "retrying") return false;
  return pollingInterval(latestAttempt(job)?.requested_at ?? job.last_failed_at, new Date());
}

/** One failed job with everything about it, followed while a retry is under way. */
export function useFailedJob(id: string) {
  return useGetOne<FailedJobDetail>(
    "failed-jobs",
    // Lists leave their short rows in the cache as records; the meta keeps the whole record apart from them.
    { id, meta: "whole" },
    { refetchInterval: (query) => intervalFor(query.state.data) },
  );
}
