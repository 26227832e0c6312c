import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { Panel, usePanelLook } from "~/admin/components/Panel";
import { Quote } from "~/admin/components/Quote";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { StatusMark } from "~/admin/components/StatusMark";
import { PROGRESS_TONES } from "~/admin/failed-jobs/state-tone";
import { formatCount, formatMoment } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import type { FailedJobAttempt, FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";
import { AttemptFacts } from "./AttemptFacts";
import { attemptChanges } from "./attempt-changes";
import { useEarlierAttempts } from "./use-earlier-attempts";

const List = styled("ol")({
  margin: "-4px 0 -12px",
  "& > li": { padding: "calc(var(--desk-row) + 2px) 0", display: "grid", gap: 8, minWidth: 0 },
  "& > li:not(:last-of-type)": { borderBottom: `1px solid ${token("border")}` },
});
const Title = styled("h3")({ margin: 0, fontSize: "0.8125rem", fontWeight: 600 });
const Line = styled("div")({
  display: "flex",
  flexWrap: "wrap",
  alignItems: "center",
  gap: "4px 10px",
  "& > span:last-of-type": { color: token("muted") },
});

/** What came of an attempt, in a sentence; null while that is not known. */
function outcomeOf(attempt: FailedJobAttempt): "succeeded" | "taken_back" | "ended" | null {
  const { progress } = attempt;
  if (progress === "succeeded" || progress === "ended") return progress;
  return wasTakenBack(attempt) ? "taken_back" : null;
}

/** By a person before it was sent: what was cancelled in Inngest has an error that says so. */
const wasTakenBack = ({ progress, error_message }: FailedJobAttempt) =>
  progress === "cancelled" && error_message === null;

function Attempt({ attempt, job, open }: { attempt: FailedJobAttempt; job: FailedJobDetail; open: boolean }) {
  const translate = useTranslate();
  const { heading } = usePanelLook();
  const who = attempt.requested_by
    ? translate("failed_jobs.attempt.by", { name: attempt.requested_by })
    : translate("failed_jobs.attempt.by_nobody");
  const outcome = outcomeOf(attempt);
  const later = attempt.progress === "queued" && new Date(attempt.scheduled_for) > new Date();
  return (
    <li>
      <Line>
        <Title as={heading === "h2" ? "h3" : "h4"}>
          {translate("failed_jobs.attempt.title", { attempt: attempt.attempt })}
        </Title>
        <StatusMark
          tone={PROGRESS_TONES[attempt.progress]}
          label={
            later
              ? translate("failed_jobs.pane.scheduled_for", {
                  time: formatMoment(attempt.scheduled_for),
                })
              : translate(`failed_jobs.progress.${wasTakenBack(attempt) ? "taken_back" : attempt.progress}`)
          }
        />
        <span>
          {who} · <RelativeTime at={attempt.requested_at} style="long" />
        </span>
      </Line>
      {attempt.note && <Quote>{attempt.note}</Quote>}
      <AttemptFacts
        open={open}
        sent={attempt.event}
        changes={attemptChanges(job.event_data, attempt.event)}
        error={attempt.error_message ? { type: attempt.error_type, message: attempt.error_message } : null}
        outcome={outcome && translate(`failed_jobs.pane.${outcome}`)}
        eventId={attempt.event_id}
        runId={attempt.run_id}
        startedAt={attempt.started_at}
        endedAt={attempt.ended_at}
      />
    </li>
  );
}

/** What the job was before anybody retried it. Its error is the job's own until an attempt fails anew; then the record has it. */
function FirstRun({ job }: { job: FailedJobDetail }) {
  const translate = useTranslate();
  const { heading } = usePanelLook();
  const untouched = job.attempts.every(({ error_message }) => error_message === null);
  const first = job.first_error === null ? null : { type: null, message: job.first_error };
  const error = untouched ? { type: job.error_type, message: job.error_message } : first;
  return (
    <li>
      <Line>
        <Title as={heading === "h2" ? "h3" : "h4"}>{translate("failed_jobs.pane.first_run")}</Title>
        <StatusMark tone="failed" label={translate("failed_jobs.progress.failed")} />
        <span>
          <RelativeTime at={job.failed_at} style="long" />
          {`, ${translate(
            job.retry_count > 0 ? "failed_jobs.pane.after_tries" : "failed_jobs.pane.no_tries",
            {
              smart_count: job.retry_count,
            },
          )}`}
        </span>
      </Line>
      <AttemptFacts
        open={job.attempts.length === 0}
        sent={job.event_data}
        changes={[]}
        error={error}
        outcome={error ? null : translate("failed_jobs.pane.first_error_unknown")}
        eventId={null}
        runId={job.attempts.length === 0 ? job.run_id : null}
        startedAt={null}
        endedAt={job.failed_at}
      />
    </li>
  );
}

/** Every run of the job, the latest first: who asked for it and why, what was sent, and what came back. */
export function AttemptHistory({ job }: { job: FailedJobDetail }) {
  const translate = useTranslate();
  const earlier = useEarlierAttempts(job);
  const latestFirst = [...job.attempts, ...earlier.attempts].sort((a, b) => b.attempt - a.attempt);
  return (
    <Panel
      title={translate("failed_jobs.sections.history")}
      aside={
        <Box component="span" sx={{ color: token("muted") }}>
          {job.attempts.length === 0 ? translate("failed_jobs.attempt.none") : formatCount(job.attempt + 1)}
        </Box>
      }
    >
      <List>
        {latestFirst.map((attempt, index) => (
          <Attempt key={attempt.attempt} attempt={attempt} job={job} open={index === 0} />
        ))}
        {!earlier.more && <FirstRun job={job} />}
      </List>
      {earlier.more && (
        <Button onClick={earlier.load} disabled={earlier.loading} sx={{ mt: 2 }}>
          {translate("failed_jobs.pane.earlier_attempts")}
        </Button>
      )}
      {earlier.problem !== null && (
        <Box component="p" role="alert" sx={{ color: "var(--tone-failed-text)" }}>
          {translate("failed_jobs.pane.not_read")}
        </Box>
      )}
    </Panel>
  );
}
