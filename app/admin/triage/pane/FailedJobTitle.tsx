import Alarm from "@mui/icons-material/AlarmOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslate } from "react-admin";
import { Avatar } from "~/admin/components/Avatar";
import { ariaKeys } from "~/admin/components/KeyHint";
import { useNow } from "~/admin/components/now";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { StatusMark } from "~/admin/components/StatusMark";
import { useSongTitle } from "~/admin/components/use-song-title";
import { actionRefusal } from "~/admin/failed-jobs/actions/action-refusals";
import { useJobActions } from "~/admin/failed-jobs/actions/job-actions-context";
import { JobState } from "~/admin/failed-jobs/JobState";
import { UrgencyMark } from "~/admin/failed-jobs/UrgencyMark";
import { formatMoment } from "~/admin/i18n/formats";
import { PresenceMark } from "~/admin/live/PresenceMark";
import { useStaff } from "~/admin/session/SessionGate";
import { token } from "~/admin/theme/tokens";
import { useJobTypeName } from "~/admin/triage/FailedJobSummary";
import type { FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";

/** What a failed job is called: whose song it is, or its type where nobody knows. */
export function useFailedJobTitle(job: FailedJobDetail): string {
  const songTitle = useSongTitle();
  const jobTypeName = useJobTypeName();
  return job.order ? songTitle(job.order) : jobTypeName(job.job_type);
}

/** Who has it; pressed, it is given to somebody else. */
function AssigneeButton({ job }: { job: FailedJobDetail }) {
  const translate = useTranslate();
  const { role } = useStaff();
  const { openAction, runningOn } = useJobActions();
  const refusal = actionRefusal("assign", job, role, translate);
  const name = job.assignee?.name ?? null;
  return (
    <Button
      variant="text"
      disabled={refusal !== null || runningOn(job.id) !== null}
      title={refusal ?? undefined}
      aria-label={translate("failed_jobs.pane.assignee", {
        name: name ?? translate("failed_jobs.pane.unassigned"),
      })}
      aria-keyshortcuts={ariaKeys("assign")}
      onClick={(event) => openAction("assign", job, event.currentTarget)}
      sx={{
        minHeight: 24,
        py: 0,
        px: 0.75,
        marginInlineStart: "-6px",
        gap: 0.75,
        color: token("muted"),
        fontWeight: 400,
      }}
    >
      <Avatar name={name} />
      {name ?? translate("failed_jobs.pane.unassigned")}
    </Button>
  );
}

/** State, urgency, who has it, and how often and how long ago it failed. */
export function FailedJobMarks({ job }: { job: FailedJobDetail }) {
  const translate = useTranslate();
  const now = useNow();
  const asideUntil = job.snoozed_until ? new Date(job.snoozed_until) : null;
  return (
    <>
      <JobState state={job.state} />
      <UrgencyMark neededBy={job.needed_by} state={job.state} />
      {asideUntil && asideUntil > now && (
        <StatusMark
          tone="pending"
          icon={<Alarm fontSize="inherit" aria-hidden />}
          label={translate("failed_jobs.pane.aside_until", { time: formatMoment(asideUntil) })}
        />
      )}
      <AssigneeButton job={job} />
      <Box component="span" sx={{ color: token("muted") }}>
        {job.attempt > 0 && `${translate("failed_jobs.attempts_count", { smart_count: job.attempt })} · `}
        {translate("failed_jobs.columns.age")} <RelativeTime at={job.last_failed_at} style="long" />
      </Box>
      <PresenceMark failedJobId={job.id} />
    </>
  );
}
