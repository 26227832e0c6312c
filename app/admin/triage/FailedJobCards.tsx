import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { RelativeTime } from "~/admin/components/RelativeTime";
import { JobState } from "~/admin/failed-jobs/JobState";
import { kindName } from "~/admin/failed-jobs/kind-name";
import { UrgencyMark } from "~/admin/failed-jobs/UrgencyMark";
import { GridOutline } from "~/admin/lists/grid/GridOutline";
import { token } from "~/admin/theme/tokens";
import type { FailedJobRow } from "~/lib/failed-jobs/failed-job-schemas";
import { FailedJobSummary } from "./FailedJobSummary";
import { WaitingSummary } from "./WaitingSummary";

/** About what a card has: its outline stands where it will be. */
const CARD_HEIGHT = 96;

const List = styled("ul")({
  "& > li": { position: "relative", padding: "calc(var(--desk-row) + 2px) 16px", display: "grid", gap: 6 },
  "& > li:not(:last-of-type)": { borderBottom: `1px solid ${token("border")}` },
  // The whole card is the link.
  "& > li a::after": { content: '""', position: "absolute", inset: 0 },
  "& > li > div": { minWidth: 0 },
});
const Marks = styled("div")({
  display: "flex",
  alignItems: "center",
  gap: 10,
  "& time": { marginInlineStart: "auto", color: token("muted") },
});

/** The list of failed jobs where a table has no room. */
export function FailedJobCards({ jobs, loading }: { jobs: readonly FailedJobRow[]; loading: boolean }) {
  const translate = useTranslate();
  if (loading) return <GridOutline height={CARD_HEIGHT} />;
  return (
    <List aria-label={translate("failed_jobs.table")}>
      {jobs.map((job) => (
        <li key={job.id}>
          <Marks>
            <UrgencyMark neededBy={job.needed_by} state={job.state} />
            <JobState state={job.state} />
            <RelativeTime at={job.last_failed_at} />
          </Marks>
          <div>
            <FailedJobSummary job={job} name={kindName(job)} />
          </div>
          <div>
            <WaitingSummary order={job.order} />
          </div>
        </li>
      ))}
    </List>
  );
}
