import { useTranslate } from "react-admin";
import { useParams } from "react-router-dom";
import { FAILED_JOBS_PATH } from "~/admin/addresses/paths";
import { PageHeader } from "~/admin/components/PageHeader";
import { RecordBody } from "~/admin/components/RecordBody";
import { RecordLayout } from "~/admin/components/RecordLayout";
import { useActionShortcuts } from "~/admin/failed-jobs/actions/use-action-shortcuts";
import { useWayBack } from "~/admin/lists/use-list-address";
import type { FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";
import { FailedJobDetails, FailedJobLead, FailedJobWaiting } from "./pane/FailedJobParts";
import { FailedJobMarks, useFailedJobTitle } from "./pane/FailedJobTitle";
import { JobFacts } from "./pane/JobFacts";
import { useFailedJob } from "./pane/use-failed-job";

function FailedJobView({ job }: { job: FailedJobDetail }) {
  const translate = useTranslate();
  const title = useFailedJobTitle(job);
  const back = useWayBack(FAILED_JOBS_PATH);
  useActionShortcuts(job);
  return (
    <>
      <PageHeader
        title={title}
        back={{ to: back, label: translate("failed_jobs.back") }}
        marks={<FailedJobMarks job={job} />}
      />
      <RecordLayout
        top={<FailedJobLead job={job} />}
        side={
          <>
            <FailedJobWaiting job={job} />
            <JobFacts job={job} />
          </>
        }
      >
        <FailedJobDetails job={job} />
      </RecordLayout>
    </>
  );
}

/** One failed job with everything about it, and what can be done about it: what the reading pane shows, as a page. */
export function FailedJobPage() {
  const { id } = useParams();
  const job = useFailedJob(id ?? "");
  return (
    <RecordBody query={job} level={1}>
      {(record) => <FailedJobView job={record} />}
    </RecordBody>
  );
}
