import { useTranslate } from "react-admin";
import { StatusMark } from "~/admin/components/StatusMark";
import type { FailedJobState } from "~/lib/failed-jobs/failed-job-schemas";
import { STATE_TONES } from "./state-tone";

/** A failed job's state. */
export function JobState({ state }: { state: FailedJobState }) {
  const translate = useTranslate();
  return <StatusMark tone={STATE_TONES[state]} label={translate(`failed_jobs.state.${state}`)} />;
}
