import { requestJson } from "~/admin/api/api-client";
import { type FailedJobPage, queryString } from "~/admin/api/data-provider";
import { inReaderZone } from "~/admin/api/reader-zone";
import { readRows } from "~/admin/lists/read-rows";
import { PAGE_ROWS, useListPages } from "~/admin/lists/use-list-pages";
import type { FailedJobListQuery, FailedJobRow } from "~/lib/failed-jobs/failed-job-schemas";

/** The rows of the list from the place in the address on, further ones as they are asked for. */
export function useFailedJobPages(query: FailedJobListQuery, enabled: boolean) {
  const { cursor, from, by: _by, limit: _limit, ...filter } = query;
  return useListPages<FailedJobRow, FailedJobPage>({
    queryKey: ["failed-jobs", "pages", filter, cursor ?? null, from ?? null],
    place: { cursor, from },
    read: (place, signal) =>
      requestJson<FailedJobPage>(
        inReaderZone(`/resources/failed-jobs${queryString({ ...filter, ...place, limit: PAGE_ROWS })}`),
        { signal },
      ),
    of: "failures",
    readRows: (ids) => readRows<FailedJobRow>("failed-jobs", ids),
    enabled,
  });
}
