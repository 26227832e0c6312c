import type { FacetValue } from "~/lib/failed-jobs/failed-job-filter";
import type { FailedJobListQuery } from "~/lib/failed-jobs/failed-job-schemas";

/** A count that may have stopped before the end. */
export interface Counted {
  count: number;
  /** There may be more than that. */
  more: boolean;
}

/** How many failures there are in a state, among those that the other filters leave; undefined while nobody knows. */
export function countOf(
  state: FailedJobListQuery["state"],
  values: readonly FacetValue[] | undefined,
): Counted | undefined {
  if (!values) return undefined;
  const counted = state === "all" ? values : values.filter(({ value }) => value === state);
  return {
    count: counted.reduce((sum, { count }) => sum + count, 0),
    more: counted.some(({ more }) => more),
  };
}
