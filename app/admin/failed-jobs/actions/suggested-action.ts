import { shownKind } from "~/admin/api/shown-kinds";
import type { SuggestedAction } from "~/lib/failed-jobs/error-kinds";
import type { FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";
import type { JobAction } from "./job-actions";

const ACTIONS: Record<SuggestedAction, JobAction> = {
  retry_now: "retry",
  retry_later: "retry_later",
  // What is left to do at the desk after the call.
  talk_to_customer: "resolve",
  fix_payload: "retry_edited",
  // To whoever can mend it.
  ask_engineer: "assign",
};

/**
 * What a person should do about a failed job: the button that stands out. Nothing is suggested that would be refused,
 * or would be in vain.
 *
 * @returns null when there is nothing left to do
 */
export function suggestedAction(
  job: Pick<FailedJobDetail, "kind" | "state" | "already_complete" | "retry_refusal">,
): JobAction | null {
  if (job.state !== "open") return null;
  if (job.already_complete) return "resolve";
  const action = ACTIONS[shownKind(job.kind)?.action ?? "ask_engineer"];
  const retries = action === "retry" || action === "retry_later";
  return retries && job.retry_refusal !== null ? "resolve" : action;
}
