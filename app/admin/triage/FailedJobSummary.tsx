import { styled } from "@mui/material/styles";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { failedJobPath } from "~/admin/addresses/paths";
import { useListLink } from "~/admin/lists/use-list-address";
import { token } from "~/admin/theme/tokens";
import type { FailedJobRow } from "~/lib/failed-jobs/failed-job-schemas";
import { readableName } from "~/lib/readable-name";

/** More of a message than one line can show is not sent through the layout: a message may be very long. */
const MAX_MESSAGE_LENGTH = 240;

const JobLink = styled(Link)({
  fontWeight: 500,
  color: token("text"),
  textDecoration: "none",
  "&:hover": { textDecoration: "underline" },
});
const Line = styled("div")({
  overflow: "hidden",
  textOverflow: "ellipsis",
  whiteSpace: "nowrap",
  color: token("muted"),
});

/** The name of a job's type; an unknown type by its own, made readable. */
export function useJobTypeName(): (jobType: string) => string {
  const translate = useTranslate();
  return (jobType) => translate(`failed_jobs.job_type.${jobType}`, { _: readableName(jobType) });
}

/** What failed and how, in two lines, the first of which leads to the job's page. @param name of the failure, in words */
export function FailedJobSummary({ job, name }: { job: FailedJobRow; name: string }) {
  const jobTypeName = useJobTypeName();
  const link = useListLink();
  return (
    <>
      <Line>
        <JobLink to={failedJobPath(job.id)} state={link}>
          {name}
        </JobLink>{" "}
        · {jobTypeName(job.job_type)}
      </Line>
      <Line>{job.error_message.slice(0, MAX_MESSAGE_LENGTH)}</Line>
    </>
  );
}
