import SearchOff from "@mui/icons-material/SearchOffOutlined";
import Button from "@mui/material/Button";
import { useTranslate } from "react-admin";
import { Link } from "react-router-dom";
import { Centered } from "~/admin/components/Centered";
import { useStaff } from "~/admin/session/SessionGate";
import { seesPersonalData } from "~/lib/personal-data";

interface NoFailedJobsProps {
  state: string;
  filtered: boolean;
  /** What was searched for. */
  q: string;
  clearHref: string;
}

/** Nothing to show, and why: nothing has failed, the state is empty, or the filters match nothing. */
export function NoFailedJobs({ state, filtered, q, clearHref }: NoFailedJobsProps) {
  const translate = useTranslate();
  const masked = !seesPersonalData(useStaff().role);
  const kind = filtered ? "no_match" : state === "open" ? "empty" : "empty_state";
  return (
    <Centered
      tone={kind === "empty" ? "complete" : "pending"}
      {...(kind === "no_match" && { icon: <SearchOff fontSize="inherit" aria-hidden /> })}
      title={translate(`failed_jobs.${kind}.title`)}
      text={translate(
        `failed_jobs.${kind}.${kind === "no_match" && masked && q !== "" ? "text_masked" : "text"}`,
      )}
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
