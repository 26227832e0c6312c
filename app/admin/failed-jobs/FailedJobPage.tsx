import Box from "@mui/material/Box";
import { useGetOne, useTranslate } from "react-admin";
import { useParams } from "react-router-dom";
import { Timeline } from "~/admin/activity/Timeline";
import { CopyButton } from "~/admin/components/CopyButton";
import { errorSentence } from "~/admin/components/error-sentence";
import { JsonTree } from "~/admin/components/JsonTree";
import { Message } from "~/admin/components/Message";
import { PageFailure } from "~/admin/components/PageFailure";
import { PageHeader } from "~/admin/components/PageHeader";
import { PageSkeleton } from "~/admin/components/PageSkeleton";
import { Panel } from "~/admin/components/Panel";
import { RecordLayout } from "~/admin/components/RecordLayout";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { pollingInterval } from "~/admin/lists/polling";
import { useWayBack } from "~/admin/lists/use-list-address";
import { PresenceMark } from "~/admin/live/PresenceMark";
import { FAILED_JOBS_PATH } from "~/admin/paths";
import { token } from "~/admin/theme/tokens";
import type { FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";
import { ActionPanel } from "./ActionPanel";
import { AttemptHistory } from "./AttemptHistory";
import { ErrorPanel } from "./ErrorPanel";
import { useJobTypeName } from "./FailedJobSummary";
import { JobFacts } from "./JobFacts";
import { JobState } from "./JobState";
import { latestAttempt } from "./latest-attempt";
import { ResolutionPanel } from "./ResolutionPanel";
import { UrgencyMark } from "./UrgencyMark";
import { WaitingPanel } from "./WaitingPanel";

/** Milliseconds until a job is asked for again: only while a retry is under way. */
function intervalFor(job: FailedJobDetail | undefined): number | false {
  if (job?.state !== "retrying") return false;
  return pollingInterval(latestAttempt(job)?.requested_at ?? job.last_failed_at, new Date());
}

function FailedJobView({ job, stale }: { job: FailedJobDetail; stale: string | null }) {
  const translate = useTranslate();
  const jobTypeName = useJobTypeName();
  const back = useWayBack(FAILED_JOBS_PATH);
  return (
    <>
      <PageHeader
        title={
          job.order
            ? translate("failed_jobs.recipient", {
                occasion: job.order.occasion,
                name: job.order.recipient_name,
              })
            : jobTypeName(job.job_type)
        }
        back={{ to: back, label: translate("failed_jobs.back") }}
        marks={
          <>
            <JobState state={job.state} />
            <UrgencyMark neededBy={job.needed_by} state={job.state} />
            <Box component="span" sx={{ color: token("muted") }}>
              {jobTypeName(job.job_type)} ·{" "}
              {translate("failed_jobs.attempts_count", { smart_count: job.attempt })} ·{" "}
              {translate("failed_jobs.columns.age")} <RelativeTime at={job.last_failed_at} style="long" />
            </Box>
            <PresenceMark failedJobId={job.id} />
          </>
        }
      />
      {stale && (
        <Box sx={{ mb: 2 }}>
          <Message tone="failed" live>
            {translate("desk.errors.stale", { reason: stale })}
          </Message>
        </Box>
      )}
      <RecordLayout
        top={<ErrorPanel job={job} />}
        side={
          <>
            <ActionPanel job={job} />
            <WaitingPanel job={job} />
            <JobFacts job={job} />
            <Panel title={translate("activity.title")}>
              <Timeline entries={job.activity} />
            </Panel>
          </>
        }
      >
        {job.notes !== null && <ResolutionPanel job={job} notes={job.notes} />}
        <AttemptHistory attempts={job.attempts} />
        <Panel
          title={translate("failed_jobs.sections.payload")}
          aside={
            <CopyButton
              value={() => JSON.stringify(job.event_data, null, 2)}
              label={`${translate("desk.copy.value")}: ${translate("failed_jobs.sections.payload")}`}
            />
          }
        >
          <JsonTree value={job.event_data} />
        </Panel>
      </RecordLayout>
    </>
  );
}

/** One failed job with everything about it, and what can be done about it. */
export function FailedJobPage() {
  const translate = useTranslate();
  const { id } = useParams();
  // Lists leave their short rows in the cache as records; the meta keeps the whole record apart from them.
  const { data, error, refetch } = useGetOne<FailedJobDetail>(
    "failed-jobs",
    { id: id ?? "", meta: "whole" },
    { refetchInterval: (query) => intervalFor(query.state.data) },
  );
  if (data) {
    // Another job begins with an empty note.
    return <FailedJobView key={data.id} job={data} stale={error ? errorSentence(error, translate) : null} />;
  }
  if (error)
    return (
      <PageFailure
        error={error}
        title={translate("desk.errors.page")}
        onRetry={() => void refetch()}
        level={1}
      />
    );
  return <PageSkeleton />;
}
