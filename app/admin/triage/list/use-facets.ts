import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { requestJson } from "~/admin/api/api-client";
import { queryString } from "~/admin/api/data-provider";
import { inReaderZone } from "~/admin/api/reader-zone";
import type { FailedJobFacets, FailedJobFilter } from "~/lib/failed-jobs/failed-job-filter";

/** How many failures there are of each value of each facet, for a filter. */
export function useFacets(filter: FailedJobFilter) {
  return useQuery({
    queryKey: ["failed-jobs", "facets", filter],
    queryFn: ({ signal }) =>
      requestJson<FailedJobFacets>(inReaderZone(`/resources/failed-jobs/facets${queryString(filter)}`), {
        signal,
      }),
    placeholderData: keepPreviousData,
    meta: { live: ["failed_job", "time"] },
  });
}
