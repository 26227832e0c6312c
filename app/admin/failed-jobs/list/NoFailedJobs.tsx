import SearchOff from "@mui/icons-material/SearchOffOutlined";
import Button from "@mui/material/Button";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { Centered } from "~/admin/components/Centered";

interface NoFailedJobsProps {
  state: string;
  filtered: boolean;
  clearHref: string;
}

/** Nothing to show, and why: nothing has failed, the state is empty, or the filters match nothing. */
export function NoFailedJobs({ state, filtered, clearHref }: NoFailedJobsProps) {
  const translate = useTranslate();
  const kind = filtered ? "no_match" : state === "open" ? "empty" : "empty_state";
  return (
    <Centered
      tone={kind === "empty" ? "complete" : "pending"}
      {...(kind === "no_match" && { icon: <SearchOff fontSize="inherit" aria-hidden /> })}
      title={translate(`failed_jobs.${kind}.title`)}
      text={translate(`failed_jobs.${kind}.text`)}
      action={
        filtered && (
          <Button component={Link} to={clearHref}>
            {translate("failed_jobs.no_match.clear")}
          </Button>
        )
      }
    />
  );
}
