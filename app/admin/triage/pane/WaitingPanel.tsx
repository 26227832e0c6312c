import { useTranslate } from "react-admin";
import { EmailAddress } from "~/admin/components/EmailAddress";
import { Facts } from "~/admin/components/Facts";
import { Panel } from "~/admin/components/Panel";
import { useSongTitle } from "~/admin/components/use-song-title";
import { formatDay } from "~/admin/i18n/formats";
import { useStaff } from "~/admin/session/SessionGate";
import { token } from "~/admin/theme/tokens";
import type { FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";
import { seesPersonalData } from "~/lib/personal-data";

/** Who waits for the song, and until when; masked, with the reason, for who may not know who they are. */
export function WaitingPanel({ job }: { job: FailedJobDetail }) {
  const translate = useTranslate();
  const songTitle = useSongTitle();
  const masked = !seesPersonalData(useStaff().role);
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
                {order.customer_email === null ? (
                  !order.customer_name && translate("desk.customer.none")
                ) : masked ? (
                  <EmailAddress address={order.customer_email} />
                ) : (
                  <a href={`mailto:${order.customer_email}`}>{order.customer_email}</a>
                )}
              </>,
            ],
            [
              translate("failed_jobs.fields.song"),
              <div key="song" className="begins">
                {songTitle(order)}
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
      {order && masked && (
        <p style={{ color: token("muted"), marginTop: 12 }}>{translate("desk.masked_reason")}</p>
      )}
    </Panel>
  );
}
