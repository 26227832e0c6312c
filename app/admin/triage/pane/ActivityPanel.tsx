import { useTranslate } from "react-admin";
import { Timeline } from "~/admin/activity/Timeline";
import { Panel } from "~/admin/components/Panel";
import type { FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";
import { CommentBox } from "./CommentBox";

/** What people did and said about it, the latest first, and a place to say something. */
export function ActivityPanel({ job }: { job: FailedJobDetail }) {
  const translate = useTranslate();
  return (
    <Panel title={translate("activity.title")}>
      <CommentBox job={job} />
      <Timeline entries={job.activity} />
    </Panel>
  );
}
