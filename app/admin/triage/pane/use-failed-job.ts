import { useGetOne } from "react-admin";
import { liveOn } from "~/admin/live/live-topics";
import type { FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";

/** One failed job with everything about it, kept up to date. */
export function useFailedJob(id: string) {
  return useGetOne<FailedJobDetail>(
    "failed-jobs",
    // Lists leave their short rows in the cache as records; the meta keeps the whole record apart from them.
    { id, meta: "whole" },
    // Whether it can be retried depends on its order's songs.
    {
      meta: liveOn<FailedJobDetail>((job) => [
        `failed_job:${id}`,
        ...(job?.order ? [`order:${job.order.id}` as const] : []),
      ]),
    },
  );
}
