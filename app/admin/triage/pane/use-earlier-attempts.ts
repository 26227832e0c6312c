import { useInfiniteQuery } from "@tanstack/react-query";
import { requestJson } from "~/admin/api/api-client";
import type { EarlierAttempts, FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";

/** The attempts before those that came with a failure, a page at a time. */
export function useEarlierAttempts(job: FailedJobDetail) {
  const oldest = job.attempts.at(-1)?.attempt ?? 1;
  const pages = useInfiniteQuery({
    queryKey: ["failed-jobs", "earlier-attempts", job.id, oldest],
    queryFn: ({ pageParam, signal }) =>
      requestJson<EarlierAttempts>(
        `/resources/failed-jobs/${encodeURIComponent(job.id)}/attempts?before=${pageParam}`,
        { signal },
      ),
    initialPageParam: oldest,
    getNextPageParam: (last) => (last.more_attempts ? last.attempts.at(-1)?.attempt : undefined),
    // The first page is asked for by a press, as every other.
    enabled: false,
  });
  const read = pages.data?.pages ?? [];
  return {
    attempts: read.flatMap((page) => page.attempts),
    more: read.length === 0 ? job.more_attempts : pages.hasNextPage,
    loading: pages.isFetching,
    problem: pages.error,
    load: () => void (read.length === 0 ? pages.refetch() : pages.fetchNextPage()),
  };
}
