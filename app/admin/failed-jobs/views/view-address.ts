import type { z } from "zod";
import { changedListAddress } from "~/admin/lists/list-address";
import { failedJobListQuerySchema } from "~/lib/failed-jobs/failed-job-schemas";

/** The query that a view keeps, without "?": the filter and the way of looking, but neither the place nor the row. */
export function viewQueryOf(search: string): string {
  const change: Partial<z.input<typeof failedJobListQuerySchema>> = { limit: undefined };
  const params = new URLSearchParams(
    changedListAddress(failedJobListQuerySchema, new URLSearchParams(search), change),
  );
  params.sort();
  return params.toString();
}

/** Whether an address shows what a view keeps, in whatever order it is written. */
export function isView(query: string, search: string): boolean {
  return viewQueryOf(query) === viewQueryOf(search);
}
