import { queryString } from "~/admin/api/data-provider";
import type { FailedJobFilter } from "~/lib/failed-jobs/failed-job-filter";
import type { FailedJobListQuery } from "~/lib/failed-jobs/failed-job-schemas";

/** All that a filter leaves, as a file. */
export function exportPath(filter: FailedJobFilter, sort: FailedJobListQuery["sort"]): string {
  return `/resources/failed-jobs/export${queryString({ ...filter, sort })}`;
}
