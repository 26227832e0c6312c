import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { requestJson } from "~/admin/api/api-client";
import { queryString } from "~/admin/api/data-provider";
import { inReaderZone } from "~/admin/api/reader-zone";
import { useInPlace } from "~/admin/lists/use-in-place";
import { useLastData } from "~/admin/lists/use-last-data";
import type { ErrorGroup } from "~/lib/failed-jobs/error-group-schemas";
import type { FailedJobFilter } from "~/lib/failed-jobs/failed-job-filter";

/** How many days back the curves of the groups go. */
export const GROUP_DAYS = 7;

async function readGroups(filter: FailedJobFilter, signal?: AbortSignal): Promise<ErrorGroup[]> {
  const address = inReaderZone(`/resources/error-groups${queryString({ ...filter, days: GROUP_DAYS })}`);
  return (await requestJson<{ groups: ErrorGroup[] }>(address, { signal })).groups;
}

/** A group without failures that match stays where it stands. */
const emptied = (group: ErrorGroup): ErrorGroup => ({
  ...group,
  matching: 0,
  open: 0,
  customers: 0,
  sample_id: null,
});

/** The error groups of a filter. */
export function useErrorGroups(filter: FailedJobFilter, enabled: boolean) {
  const queryClient = useQueryClient();
  const queryKey = ["failed-jobs", "groups", filter];
  const groups = useQuery({
    queryKey,
    queryFn: ({ signal }) => readGroups(filter, signal),
    placeholderData: keepPreviousData,
    enabled,
    meta: { live: [] },
  });
  useInPlace("failures", !enabled || groups.isFetching || groups.isError, async () => {
    const now = new Map((await readGroups(filter)).map((group) => [group.fingerprint, group]));
    queryClient.setQueryData<ErrorGroup[]>(queryKey, (known) =>
      known?.map((group) => now.get(group.fingerprint) ?? emptied(group)),
    );
  });
  return { ...groups, data: useLastData(groups.data, groups.isError) };
}
