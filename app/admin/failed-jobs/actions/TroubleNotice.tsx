import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslate } from "react-admin";
import { ApiError, CLIENT_ERROR_CODES } from "~/admin/api/api-client";
import { errorSentence } from "~/admin/components/error-sentence";
import { Message } from "~/admin/components/Message";
import { RelativeTime } from "~/admin/components/RelativeTime";
import type { PresentState } from "~/lib/failed-jobs/conflict";
import { JobState } from "../JobState";
import { type WayOn, waysOn } from "./action-outcomes";
import type { ActionTarget } from "./job-actions";
import { type Trouble, useJobActions } from "./job-actions-context";

/** Whether the server has refused; otherwise nobody here knows whether it was done. */
function isAnswered(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  const ours = CLIENT_ERROR_CODES.some((code) => code === error.code);
  return !ours && error.status < 500 && error.code !== "in_progress";
}

function Present({ present }: { present: PresentState }) {
  const translate = useTranslate();
  return (
    <Box sx={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: "4px 8px", mt: 1 }}>
      <span>{translate("failed_jobs.acting.now")}</span>
      <JobState state={present.state} />
      {present.attempt > 0 && (
        <span>{translate("failed_jobs.attempts_count", { smart_count: present.attempt })}</span>
      )}
      {present.changed_at && (
        <span>
          {"· "}
          {present.changed_by
            ? translate("failed_jobs.acting.changed_by", { name: present.changed_by })
            : translate("failed_jobs.acting.changed")}{" "}
          <RelativeTime at={present.changed_at} style="long" />
        </span>
      )}
    </Box>
  );
}

/** Why an action was not done, what is so now, and what can be done about it. What was typed is still there. */
export function TroubleNotice({ trouble, target }: { trouble: Trouble; target: ActionTarget }) {
  const translate = useTranslate();
  const { perform, dismissTrouble, runningOn } = useJobActions();
  const { action, input, error, present } = trouble;
  const answered = isAnswered(error);
  const conflict = present !== null;
  // Whoever goes on from here has seen the present state.
  const seen = present ? { ...target, version: present.version, state: present.state } : target;
  const go: Record<WayOn, () => void> = {
    do_it_now: () => void perform(action, seen, input),
    ask_again: () => void perform(action, target, input),
    reopen: () => void perform("reopen", seen, { note: "" }),
    comment_note: () => void perform("comment", target, { note: input.note }),
  };
  return (
    <Message tone={conflict ? "retrying" : "failed"} live>
      {errorSentence(error, translate, "change")}
      {!answered && ` ${translate("failed_jobs.acting.done_once")}`}
      {present && <Present present={present} />}
      {input.note.trim() !== "" && <div>{translate("failed_jobs.kept_note")}</div>}
      <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1, mt: 1, color: "var(--desk-text)" }}>
        {waysOn(trouble, answered).map((way) => (
          <Button key={way} onClick={go[way]} disabled={runningOn(target.id) !== null}>
            {translate(`failed_jobs.acting.way.${way}`, {
              action: translate(`failed_jobs.acting.name.${action}`),
            })}
          </Button>
        ))}
        <Button variant="text" onClick={() => dismissTrouble(target.id)}>
          {translate("failed_jobs.acting.dismiss")}
        </Button>
      </Box>
    </Message>
  );
}
