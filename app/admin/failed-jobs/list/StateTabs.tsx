import { useTranslate } from "react-admin";
import { FilterTabs } from "~/admin/lists/FilterTabs";
import type { FacetValue } from "~/lib/failed-jobs/failed-job-filter";
import type { FailedJobListQuery } from "~/lib/failed-jobs/failed-job-schemas";
import type { ListChange } from "./use-triage-address";

export const STATES = ["open", "retrying", "recovered", "resolved", "all"] as const;

/** How many failures there are in a state, among those that the other filters leave; undefined while nobody knows. */
export function countOf(
  state: FailedJobListQuery["state"],
  values: readonly FacetValue[] | undefined,
): number | undefined {
  if (!values) return undefined;
  if (state === "all") return values.reduce((sum, { count }) => sum + count, 0);
  return values.find(({ value }) => value === state)?.count ?? 0;
}

interface StateTabsProps {
  current: FailedJobListQuery["state"];
  values: readonly FacetValue[] | undefined;
  hrefWith: (change: ListChange) => string;
}

/** The states, each with how many there are. */
export function StateTabs({ current, values, hrefWith }: StateTabsProps) {
  const translate = useTranslate();
  return (
    <FilterTabs
      label={translate("failed_jobs.tabs")}
      tabs={STATES.map((state) => ({
        to: hrefWith({ state }),
        label: translate(state === "all" ? "failed_jobs.all" : `failed_jobs.state.${state}`),
        current: current === state,
        count: countOf(state, values),
      }))}
    />
  );
}
