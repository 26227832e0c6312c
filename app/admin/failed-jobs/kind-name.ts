import { kindLabel } from "~/admin/api/shown-kinds";
import { UNKNOWN_KIND } from "~/lib/failed-jobs/error-kinds";
import type { FailedJobRow } from "~/lib/failed-jobs/failed-job-schemas";

/** What a failure is called in a list: its kind in words, or the error's own name where the kind is not known. */
export function kindName({ kind, error_type }: Pick<FailedJobRow, "kind" | "error_type">): string {
  return (kind === UNKNOWN_KIND ? undefined : kindLabel(kind)) ?? error_type;
}
