import type { Translate } from "~/admin/components/error-sentence";
import { hasRole, type StaffRole } from "~/lib/auth/roles";
import type { FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";

/** Why an action is not open, in a sentence; null when it is. */
export interface ActionRefusals {
  retry: string | null;
  resolve: string | null;
}

/**
 * Which actions a failed job is open to for somebody of a role. The server decides again when they are asked for; this
 * is what the buttons say beforehand.
 */
export function actionRefusals(
  job: Pick<FailedJobDetail, "state" | "retry_refusal">,
  role: StaffRole,
  translate: Translate,
): ActionRefusals {
  if (job.state !== "open") {
    const closed = translate(`failed_jobs.refusal.${job.state}`);
    return { retry: closed, resolve: closed };
  }
  if (!hasRole(role, "agent")) {
    const viewer = translate("desk.viewer_refusal");
    return { retry: viewer, resolve: viewer };
  }
  return { retry: job.retry_refusal, resolve: null };
}
