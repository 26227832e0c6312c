import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { useCustomerName } from "~/admin/components/use-customer-name";
import { useSongTitle } from "~/admin/components/use-song-title";
import { token } from "~/admin/theme/tokens";
import type { FailedJobRow } from "~/lib/failed-jobs/failed-job-schemas";

const Line = styled("div")({ overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" });

/** Who waits for what, in two lines. */
export function WaitingSummary({ order }: { order: FailedJobRow["order"] }) {
  const translate = useTranslate();
  const songTitle = useSongTitle();
  const customerName = useCustomerName();
  if (!order) return <Line style={{ color: token("muted") }}>{translate("failed_jobs.no_order")}</Line>;
  return (
    <>
      <Line title={order.customer_email ?? undefined}>{customerName(order)}</Line>
      <Line className="begins" style={{ color: token("muted") }}>
        {songTitle(order)}
      </Line>
    </>
  );
}
