import Box from "@mui/material/Box";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { Panel } from "~/admin/components/Panel";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { JobState } from "~/admin/failed-jobs/JobState";
import { useKindName } from "~/admin/failed-jobs/use-kind-name";
import { failedJobPath } from "~/admin/paths";
import { token } from "~/admin/theme/tokens";
import type { FailedJobRow } from "~/lib/failed-jobs/failed-job-schemas";

/** The dead letters of an order or a customer. @param none what is said when there are none */
export function OrderFailures({ failures, none }: { failures: readonly FailedJobRow[]; none: string }) {
  const translate = useTranslate();
  const kindName = useKindName();
  return (
    <Panel title={translate("orders.sections.failures")}>
      {failures.length === 0 ? (
        <Box sx={{ color: token("muted") }}>{none}</Box>
      ) : (
        <Box component="ul" sx={{ display: "grid", gap: 1.5 }}>
          {failures.map((job) => (
            <Box
              component="li"
              key={job.id}
              sx={{ display: "flex", gap: 1.5, alignItems: "flex-start", minWidth: 0 }}
            >
              <JobState state={job.state} />
              <Box sx={{ flex: 1, minWidth: 0, overflowWrap: "anywhere" }}>
                <Link to={failedJobPath(job.id)}>{kindName(job)}</Link>{" "}
                <Box component="span" sx={{ color: token("muted") }}>
                  {job.error_message}
                </Box>
              </Box>
              <Box component="span" sx={{ color: token("muted") }}>
                <RelativeTime at={job.last_failed_at} />
              </Box>
            </Box>
          ))}
        </Box>
      )}
    </Panel>
  );
}
