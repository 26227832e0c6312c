import { useTranslate } from "react-admin";
import { kindLabel } from "~/admin/api/shown-kinds";
import { useAssignees } from "~/admin/failed-jobs/actions/use-assignees";
import { useStaff } from "~/admin/session/SessionGate";
import { useJobTypeName } from "~/admin/triage/FailedJobSummary";

/** The parts of a filter that are facets, and chips while they are set. */
export const FACETS = ["kind", "due", "assignee", "job_type", "snoozed"] as const;
export type Facet = (typeof FACETS)[number];

/** What a value of a facet is called. */
export function useFilterWords(): (facet: Facet, value: string) => string {
  const translate = useTranslate();
  const jobTypeName = useJobTypeName();
  const me = useStaff();
  const { data: staff = [] } = useAssignees();
  return (facet, value) => {
    switch (facet) {
      case "kind":
        return kindLabel(value) ?? value;
      case "due":
        return translate(`failed_jobs.list.due.${value}`, { _: value });
      case "snoozed":
        return translate(`failed_jobs.list.snoozed_value.${value}`, { _: value });
      case "job_type":
        return jobTypeName(value);
      case "assignee":
        if (value === "me" || value === me.id) return translate("failed_jobs.list.assignee.me");
        if (value === "nobody") return translate("failed_jobs.list.assignee.nobody");
        return staff.find(({ id }) => id === value)?.name ?? value.slice(0, 8);
    }
  };
}
