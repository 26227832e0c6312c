import Snooze from "@mui/icons-material/SnoozeOutlined";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { failedJobPath } from "~/admin/addresses/paths";
import { useNow } from "~/admin/components/now";
import { StatusMark } from "~/admin/components/StatusMark";
import { useCustomerName } from "~/admin/components/use-customer-name";
import { useSongTitle } from "~/admin/components/use-song-title";
import { kindName } from "~/admin/failed-jobs/kind-name";
import { PROGRESS_TONES, STATE_TONES } from "~/admin/failed-jobs/state-tone";
import { UrgencyText } from "~/admin/failed-jobs/UrgencyMark";
import { formatDay, formatInstant } from "~/admin/i18n/formats";
import { LOCALE } from "~/admin/i18n/locale";
import { useListLink } from "~/admin/lists/use-list-address";
import { useJobTypeName } from "~/admin/triage/FailedJobSummary";
import type { FailedJobRow } from "~/lib/failed-jobs/failed-job-schemas";
import { relativeTime } from "~/lib/relative-time";

// Tooltips here are the browser's own: hundreds of cells come and go while one scrolls.

/** More of a message than one line can show is not sent through the layout: a message may be very long. */
const MAX_MESSAGE_LENGTH = 240;

interface CellProps {
  job: FailedJobRow;
}

export function UrgencyCell({ job }: CellProps) {
  const { needed_by: neededBy, state } = job;
  return (
    <UrgencyText
      neededBy={neededBy}
      state={state}
      {...(neededBy !== null && { title: formatDay(neededBy) })}
    />
  );
}

/** The state; while a retry is under way how far it has come, and that it is snoozed while it is. */
export function StateCell({ job }: CellProps) {
  const translate = useTranslate();
  const now = useNow();
  if (job.state === "open" && job.snoozed_until !== null && new Date(job.snoozed_until) > now) {
    const { local, utc } = formatInstant(job.snoozed_until);
    return (
      <span title={translate("desk.time.tooltip", { local, utc })}>
        <StatusMark
          tone="pending"
          icon={<Snooze aria-hidden fontSize="inherit" />}
          label={translate("failed_jobs.list.snoozed_until")}
        />
      </span>
    );
  }
  if (job.state === "retrying" && job.attempt_progress !== null) {
    const progress = job.attempt_progress;
    return (
      <StatusMark tone={PROGRESS_TONES[progress]} label={translate(`failed_jobs.progress.${progress}`)} />
    );
  }
  return <StatusMark tone={STATE_TONES[job.state]} label={translate(`failed_jobs.state.${job.state}`)} />;
}

export function JobCell({ job }: CellProps) {
  const jobTypeName = useJobTypeName();
  const link = useListLink();
  const message = job.error_message.slice(0, MAX_MESSAGE_LENGTH);
  return (
    <>
      <span className="line">
        <Link className="strong" to={failedJobPath(job.id)} state={link} tabIndex={-1}>
          {kindName(job)}
        </Link>
        <span className="quiet second"> · {jobTypeName(job.job_type)}</span>
        <span className="quiet inline"> {message}</span>
      </span>
      <span className="line quiet second" title={message}>
        {message}
      </span>
    </>
  );
}

export function CustomerCell({ job }: CellProps) {
  const translate = useTranslate();
  const songTitle = useSongTitle();
  const customerName = useCustomerName();
  const { order } = job;
  if (!order) return <span className="line quiet">{translate("failed_jobs.no_order")}</span>;
  return (
    <>
      <span className="line" title={order.customer_email ?? undefined}>
        {customerName(order)}
      </span>
      <span className="line quiet second begins">{songTitle(order)}</span>
    </>
  );
}

export function AgeCell({ job }: CellProps) {
  const translate = useTranslate();
  const now = useNow();
  const at = new Date(job.last_failed_at);
  // What has just been answered may be younger than the last tick.
  const reference = new Date(Math.max(now.getTime(), at.getTime()));
  return (
    <time
      dateTime={job.last_failed_at}
      title={translate("desk.time.tooltip", formatInstant(job.last_failed_at))}
    >
      {relativeTime(at, reference, "narrow", LOCALE)}
    </time>
  );
}

export function AssigneeCell({ job }: CellProps) {
  const translate = useTranslate();
  return job.assignee ? (
    <span className="line" title={job.assignee.name}>
      {job.assignee.name}
    </span>
  ) : (
    <span className="quiet" title={translate("failed_jobs.list.assignee.nobody")}>
      {translate("failed_jobs.list.unassigned")}
    </span>
  );
}
