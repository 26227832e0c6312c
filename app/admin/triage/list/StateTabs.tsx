import { useTranslate } from "react-admin";
import { FilterTabs } from "~/admin/lists/FilterTabs";
import type { FacetValue } from "~/lib/failed-jobs/failed-job-filter";
import type { FailedJobListQuery } from "~/lib/failed-jobs/failed-job-schemas";
import { countOf } from "./state-counts";
import type { ListChange } from "./use-triage-address";

export const STATES = ["open", "retrying", "recovered", "resolved", "all"] as const;

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
        ...countOf(state, values),
      }))}
    />
  );
}
