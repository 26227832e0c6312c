import type { Translate } from "~/admin/components/error-sentence";
import { inWords } from "~/admin/i18n/in-words";
import { hasRole, type StaffRole } from "~/lib/auth/roles";
import type { FailedJobAttempt, FailedJobState } from "~/lib/failed-jobs/failed-job-schemas";
import { JOB_CHANGES } from "~/lib/supabase/database.types";
import { type ActionTarget, JOB_ACTIONS, type JobAction } from "./job-actions";
import { payloadSchemaOf } from "./payload-schema";

/** What each action does to a failed job; a comment changes nothing. */
const CHANGES: Record<JobAction, keyof typeof JOB_CHANGES | null> = {
  retry: "retry",
  retry_later: "retry",
  retry_edited: "retry",
  take_back: "cancel_retry",
  end_retry: "end_retry",
  resolve: "resolve",
  reopen: "reopen",
  assign: "assign",
  snooze: "snooze",
  comment: null,
};

function isOpenTo(action: JobAction, state: FailedJobState): boolean {
  const change = CHANGES[action];
  const states: readonly FailedJobState[] | null = change && JOB_CHANGES[change];
  return states?.includes(state) ?? true;
}

/** The actions that a failed job in a state can be offered at all. */
export function actionsFor(state: FailedJobState): JobAction[] {
  return JOB_ACTIONS.filter((action) => isOpenTo(action, state));
}

/**
 * How a retry is ended: what Inngest certainly has not got is taken back, as if it had not been asked for; anything else is
 * ended by hand, with a note.
 */
export function wayOutOf(
  retry: Pick<FailedJobAttempt, "progress" | "may_be_taken"> | null,
): "take_back" | "end_retry" {
  return retry?.progress === "queued" && !retry.may_be_taken ? "take_back" : "end_retry";
}

/**
 * Why an action is not open to somebody of a role, in a sentence; null when it is. The server decides again when it is
 * asked for; this is what the buttons say beforehand.
 */
export function actionRefusal(
  action: JobAction,
  job: Pick<ActionTarget, "state" | "retry_refusal" | "event_data">,
  role: StaffRole,
  translate: Translate,
): string | null {
  const retryRefusal = job.retry_refusal ? inWords(job.retry_refusal) : null;
  if (!hasRole(role, "agent")) return translate("desk.viewer_refusal");
  if (!isOpenTo(action, job.state)) return translate(`failed_jobs.refusal.${job.state}`);
  if (action === "retry" || action === "retry_later") return retryRefusal;
  // Data that would fail again is what the editor is for; an event that nobody can send is not.
  if (action === "retry_edited" && "event_data" in job && payloadSchemaOf(job.event_data) === null)
    return retryRefusal;
  return null;
}
