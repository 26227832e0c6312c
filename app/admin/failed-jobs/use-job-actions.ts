import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useDataProvider } from "react-admin";
import type { DeskDataProvider } from "~/admin/api/data-provider";
import type { FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";

export type JobAction = "retry" | "resolve";

/**
 * Retries or resolves a failed job. Nothing is assumed: whatever the answer, what the desk shows is asked for anew, so
 * that after a conflict the present state is on the page.
 */
export function useJobActions(job: FailedJobDetail) {
  const desk = useDataProvider<DeskDataProvider>();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async ({ action, note }: { action: JobAction; note: string }) => {
      // The version says what the operator was looking at.
      const request = { note, version: job.version };
      if (action === "retry") return await desk.retryFailedJob(job.id, request);
      await desk.resolveFailedJob(job.id, request);
      return null;
    },
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ["failed-jobs"] }),
        queryClient.invalidateQueries({ queryKey: ["orders"] }),
      ]),
  });
}
