import { useCallback } from "react";
import { useTranslate } from "react-admin";
import type { FailedJobRow } from "~/lib/failed-jobs/failed-job-schemas";

/** What a failure is called in a list: its kind in words, or the error's own name where the kind is not known. */
export function useKindName(): (job: Pick<FailedJobRow, "kind" | "error_type">) => string {
  const translate = useTranslate();
  return useCallback(
    ({ kind, error_type }) =>
      kind === "unknown" ? error_type : translate(`failed_jobs.list.kind.${kind}`, { _: error_type }),
    [translate],
  );
}
