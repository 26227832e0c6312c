import { useTranslate } from "react-admin";
import { Facts } from "~/admin/components/Facts";
import { Panel } from "~/admin/components/Panel";
import { formatDay } from "~/admin/i18n/formats";
import type { FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";

/** Who waits for the song, and until when. */
export function WaitingPanel({ job }: { job: FailedJobDetail }) {
  const translate = useTranslate();
  const { order } = job;
  return (
    <Panel title={translate("failed_jobs.sections.waiting")}>
      {order ? (
        <Facts
          facts={[
            [
              translate("failed_jobs.fields.customer"),
              <>
                {order.customer_name && <div>{order.customer_name}</div>}
                <a href={`mailto:${order.customer_email}`}>{order.customer_email}</a>
              </>,
            ],
            [
              translate("failed_jobs.fields.song"),
              <div key="song" className="begins">
                {translate("failed_jobs.recipient", {
                  occasion: order.occasion,
                  name: order.recipient_name,
                })}
              </div>,
            ],
            [
              translate("failed_jobs.fields.needed_by"),
              job.needed_by ? formatDay(job.needed_by) : translate("failed_jobs.urgency.none"),
            ],
          ]}
        />
      ) : (
        <p>{translate("failed_jobs.unknown_order")}</p>
      )}
    </Panel>
  );
}
