import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { requestJson } from "~/admin/api/api-client";
import { queryString } from "~/admin/api/data-provider";
import { inReaderZone } from "~/admin/api/reader-zone";
import { useLastData } from "~/admin/lists/use-last-data";
import type { ErrorGroup } from "~/lib/failed-jobs/error-group-schemas";
import type { FailedJobFilter } from "~/lib/failed-jobs/failed-job-filter";

/** How many days back the curves of the groups go. */
export const GROUP_DAYS = 7;

/** The error groups of a filter. */
export function useErrorGroups(filter: FailedJobFilter, enabled: boolean) {
  const groups = useQuery({
    queryKey: ["failed-jobs", "groups", filter],
    queryFn: async ({ signal }) =>
      (
        await requestJson<{ groups: ErrorGroup[] }>(
          inReaderZone(`/resources/error-groups${queryString({ ...filter, days: GROUP_DAYS })}`),
          { signal },
        )
      ).groups,
    placeholderData: keepPreviousData,
    enabled,
  });
  return { ...groups, data: useLastData(groups.data, groups.isError) };
}
