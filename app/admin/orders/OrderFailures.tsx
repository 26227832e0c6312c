import Box from "@mui/material/Box";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { failedJobPath } from "~/admin/addresses/paths";
import { Panel } from "~/admin/components/Panel";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { JobState } from "~/admin/failed-jobs/JobState";
import { kindName } from "~/admin/failed-jobs/kind-name";
import { formatCount } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import type { NewestFailures } from "~/lib/failed-jobs/failed-job-schemas";

interface OrderFailuresProps {
  newest: NewestFailures;
  /** What is said when there are none. */
  none: string;
  /** The list that has all of them; null where none can be named. */
  allPath: string | null;
}

/** The newest dead letters of an order or a customer. */
export function OrderFailures({ newest, none, allPath }: OrderFailuresProps) {
  const { failures, more_failures } = newest;
  const translate = useTranslate();
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
      {more_failures && (
        <Box component="p" sx={{ mt: 1.5, color: token("muted") }}>
          {translate("orders.newest_failures", { count: formatCount(failures.length) })}{" "}
          {allPath !== null && <Link to={allPath}>{translate("orders.all_failures")}</Link>}
        </Box>
      )}
    </Panel>
  );
}
