import type { Tone } from "~/admin/theme/tokens";
import type { AttemptProgress, FailedJobState } from "~/lib/failed-jobs/failed-job-schemas";

/** The colour and icon of a failed job's state. */
export const STATE_TONES: Record<FailedJobState, Tone> = {
  open: "failed",
  retrying: "retrying",
  recovered: "complete",
  resolved: "resolved",
};

/** The colour and icon of how far a retry has come. */
export const PROGRESS_TONES: Record<AttemptProgress, Tone> = {
  queued: "pending",
  sent: "retrying",
  running: "generating",
  succeeded: "complete",
  failed: "failed",
  cancelled: "resolved",
  lost: "failed",
  ended: "resolved",
};
