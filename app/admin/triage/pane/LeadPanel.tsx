import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { shownKind } from "~/admin/api/shown-kinds";
import { Message } from "~/admin/components/Message";
import { Panel } from "~/admin/components/Panel";
import { ActionBar } from "~/admin/failed-jobs/actions/ActionBar";
import { latestAttempt } from "~/admin/failed-jobs/latest-attempt";
import { LOCALE } from "~/admin/i18n/locale";
import { MONO } from "~/admin/theme/theme";
import { token } from "~/admin/theme/tokens";
import type { FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";
import { AttemptProgress } from "./AttemptProgress";

const ErrorType = styled("code")({
  fontFamily: MONO,
  fontSize: "0.75rem",
  color: "var(--tone-failed-text)",
  fontWeight: 600,
  overflowWrap: "anywhere",
});

/** What went wrong in plain words, as it was reported, and what can be done about it. */
export function LeadPanel({ job }: { job: FailedJobDetail }) {
  const translate = useTranslate();
  const latest = latestAttempt(job);
  const open = job.state === "open";
  const advice = shownKind(job.kind)?.sentence[LOCALE];
  return (
    <Panel title={translate("failed_jobs.sections.error")} aside={<ErrorType>{job.error_type}</ErrorType>}>
      <Box sx={{ display: "grid", gap: 1.5 }}>
        {open && advice !== undefined && (
          <Box component="p" sx={{ fontSize: "0.9375rem", lineHeight: "1.375rem", fontWeight: 500 }}>
            {advice}
          </Box>
        )}
        <Box component="p" sx={{ color: token("muted"), overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
          {job.error_message}
        </Box>
        {open && job.already_complete && (
          <Message tone="complete">{translate("failed_jobs.pane.already_complete")}</Message>
        )}
        {latest && (job.state === "retrying" || job.state === "recovered") && (
          <AttemptProgress attempt={latest} />
        )}
        <ActionBar job={job} />
      </Box>
    </Panel>
  );
}
