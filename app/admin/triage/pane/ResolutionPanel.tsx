import Box from "@mui/material/Box";
import { useTranslate } from "react-admin";
import { Panel } from "~/admin/components/Panel";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { token } from "~/admin/theme/tokens";
import type { FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";

/** How it was resolved, in the words of whoever did. */
export function ResolutionPanel({ job, notes }: { job: FailedJobDetail; notes: string }) {
  const translate = useTranslate();
  return (
    <Panel
      title={translate("failed_jobs.sections.resolution")}
      aside={
        job.resolved_at && (
          <Box component="span" sx={{ color: token("muted") }}>
            <RelativeTime at={job.resolved_at} style="long" />
          </Box>
        )
      }
    >
      <Box component="p" sx={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {notes}
      </Box>
    </Panel>
  );
}
