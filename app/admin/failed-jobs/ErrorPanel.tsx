import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { Disclosure } from "~/admin/components/Disclosure";
import { Panel } from "~/admin/components/Panel";
import { MONO } from "~/admin/theme/theme";
import { token } from "~/admin/theme/tokens";
import { explanationOf } from "~/lib/failed-jobs/explanations";
import type { FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";

const ErrorType = styled("code")({
  fontFamily: MONO,
  fontSize: "0.75rem",
  color: "var(--tone-failed-text)",
  fontWeight: 600,
});
const Stack = styled("pre")({
  margin: 0,
  padding: 12,
  maxHeight: 360,
  overflow: "auto",
  fontFamily: MONO,
  fontSize: "0.75rem",
  lineHeight: "1.25rem",
  borderRadius: 6,
  border: `1px solid ${token("border")}`,
  backgroundColor: token("canvas"),
});

/** What went wrong: in plain words where the kind is known, as it was reported, and the stack beneath. */
export function ErrorPanel({ job }: { job: FailedJobDetail }) {
  const translate = useTranslate();
  const { sentenceKey } = explanationOf({ type: job.error_type, message: job.error_message });
  const advice = translate(sentenceKey);
  return (
    <Panel title={translate("failed_jobs.sections.error")} aside={<ErrorType>{job.error_type}</ErrorType>}>
      <Box sx={{ display: "grid", gap: 1.5 }}>
        <Box component="p" sx={{ typography: "body1", overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
          {job.error_message}
        </Box>
        <Box component="p" sx={{ color: token("muted") }}>
          {advice}
        </Box>
        {job.error_stack ? (
          <Disclosure label={translate("failed_jobs.sections.stack")}>
            <Stack tabIndex={0} role="region" aria-label={translate("failed_jobs.sections.stack")}>
              {job.error_stack}
            </Stack>
          </Disclosure>
        ) : (
          <Box component="p" sx={{ color: token("muted") }}>
            {translate("failed_jobs.no_stack")}
          </Box>
        )}
      </Box>
    </Panel>
  );
}
