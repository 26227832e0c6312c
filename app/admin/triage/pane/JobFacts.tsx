import { useTranslate } from "react-admin";
import { CopyableId } from "~/admin/components/CopyableId";
import { Facts } from "~/admin/components/Facts";
import { Panel } from "~/admin/components/Panel";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { useJobTypeName } from "~/admin/triage/FailedJobSummary";
import type { FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";

/** What else is known about the job: times and ids. */
export function JobFacts({ job }: { job: FailedJobDetail }) {
  const translate = useTranslate();
  const jobTypeName = useJobTypeName();
  const name = (field: string) => translate(`failed_jobs.fields.${field}`);
  const id = (field: string, value: string | null) => value && <CopyableId id={value} name={name(field)} />;
  return (
    <Panel title={translate("failed_jobs.sections.job")}>
      <Facts
        facts={[
          [name("type"), jobTypeName(job.job_type)],
          [name("first_failed"), <RelativeTime key="first" at={job.failed_at} style="long" />],
          [
            name("last_failed"),
            job.last_failed_at === job.failed_at ? null : (
              <RelativeTime key="last" at={job.last_failed_at} style="long" />
            ),
          ],
          [
            name("resolved"),
            job.resolved_at && <RelativeTime key="resolved" at={job.resolved_at} style="long" />,
          ],
          [name("automatic"), job.retry_count],
          [name("run"), id("run", job.run_id)],
          [name("order"), id("order", job.order?.id ?? null)],
          [name("id"), id("id", job.id)],
        ]}
      />
    </Panel>
  );
}
