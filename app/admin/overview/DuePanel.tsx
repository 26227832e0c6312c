import Replay from "@mui/icons-material/ReplayOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { styled } from "@mui/material/styles";
import { useId, useState } from "react";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { FAILED_JOBS_PATH, failedJobPath } from "~/admin/addresses/paths";
import { Panel } from "~/admin/components/Panel";
import { ToneIcon } from "~/admin/components/StatusMark";
import { useSongTitle } from "~/admin/components/use-song-title";
import { JobState } from "~/admin/failed-jobs/JobState";
import { kindName } from "~/admin/failed-jobs/kind-name";
import { UrgencyMark } from "~/admin/failed-jobs/UrgencyMark";
import { useStaff } from "~/admin/session/SessionGate";
import { token } from "~/admin/theme/tokens";
import { hasRole } from "~/lib/auth/roles";
import type { FailedJobRow } from "~/lib/failed-jobs/failed-job-schemas";
import type { Overview } from "~/lib/overview/overview-schemas";
import { RetryDialog } from "./RetryDialog";

const Line = styled("li")(({ theme }) => ({
  display: "grid",
  gridTemplateColumns: "minmax(0, 1fr) auto",
  alignItems: "center",
  gap: "2px 12px",
  padding: "var(--desk-row) 0",
  "&:not(:last-of-type)": { borderBottom: `1px solid ${token("border")}` },
  [theme.breakpoints.up("sm")]: { gridTemplateColumns: "164px minmax(0, 1fr) auto" },
}));
const Clipped = styled("div")({ overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" });
const JobLink = styled(Link)({
  display: "inline-block",
  fontWeight: 500,
  color: token("text"),
  textDecoration: "none",
  "&::first-letter": { textTransform: "uppercase" },
  "&:hover": { textDecoration: "underline" },
});

/** Whose song it is, in words. */
function useJobName(): (job: FailedJobRow) => string {
  const songTitle = useSongTitle();
  return ({ order, error_type }) => (order ? songTitle(order) : error_type);
}

/** What is due and not done, the most urgent first, to be retried from here. */
export function DuePanel({ due }: Pick<Overview, "due">) {
  const translate = useTranslate();
  const nameOf = useJobName();
  const mayAct = hasRole(useStaff().role, "agent");
  const reasonId = useId();
  const [retrying, setRetrying] = useState<FailedJobRow | null>(null);
  return (
    <Panel
      title={translate("overview.due.title")}
      aside={<Link to={FAILED_JOBS_PATH}>{translate("overview.due.all")}</Link>}
    >
      {due.rows.length === 0 ? (
        <Box sx={{ display: "flex", alignItems: "center", gap: 1, color: "var(--tone-complete-text)" }}>
          <ToneIcon tone="complete" style={{ fontSize: "1.25rem" }} />
          {translate("overview.due.empty")}
        </Box>
      ) : (
        <Box
          component="ul"
          sx={{ my: "calc(-1 * var(--desk-row))" }}
          aria-label={translate("overview.due.title")}
        >
          {due.rows.map((job) => (
            <Line key={job.id}>
              <Box sx={{ gridColumn: { xs: "1 / -1", sm: "auto" } }}>
                <UrgencyMark neededBy={job.needed_by} state={job.state} />
              </Box>
              <Box sx={{ minWidth: 0 }}>
                <Clipped>
                  <JobLink to={failedJobPath(job.id)}>{nameOf(job)}</JobLink>
                </Clipped>
                <Clipped sx={{ color: token("muted") }}>
                  {kindName(job)}
                  {job.order?.customer_email && ` · ${job.order.customer_email}`}
                </Clipped>
              </Box>
              {job.state === "open" ? (
                <Button
                  startIcon={<Replay />}
                  onClick={() => setRetrying(job)}
                  disabled={!mayAct}
                  aria-label={translate("overview.due.retry_label", { name: nameOf(job) })}
                  {...(!mayAct && { "aria-describedby": reasonId })}
                >
                  {translate("overview.due.retry")}
                </Button>
              ) : (
                <JobState state={job.state} />
              )}
            </Line>
          ))}
        </Box>
      )}
      {!mayAct && due.rows.length > 0 && (
        <Box component="p" id={reasonId} sx={{ color: token("muted"), mt: 1.5 }}>
          {translate("desk.viewer_refusal")}
        </Box>
      )}
      {retrying && <RetryDialog job={retrying} name={nameOf(retrying)} onClose={() => setRetrying(null)} />}
    </Panel>
  );
}
