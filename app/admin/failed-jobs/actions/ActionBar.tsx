import Alarm from "@mui/icons-material/AlarmOutlined";
import Edit from "@mui/icons-material/EditOutlined";
import PersonAdd from "@mui/icons-material/PersonAddAltOutlined";
import Replay from "@mui/icons-material/ReplayOutlined";
import Restore from "@mui/icons-material/RestoreOutlined";
import Schedule from "@mui/icons-material/ScheduleOutlined";
import StopCircle from "@mui/icons-material/StopCircleOutlined";
import TaskAlt from "@mui/icons-material/TaskAltOutlined";
import Undo from "@mui/icons-material/UndoOutlined";
import Box from "@mui/material/Box";
import { type ReactNode, useId } from "react";
import { useTranslate } from "react-admin";
import { NoteField } from "~/admin/components/NoteField";
import { useStaff } from "~/admin/session/SessionGate";
import { token } from "~/admin/theme/tokens";
import { hasRole } from "~/lib/auth/roles";
import type { FailedJobDetail } from "~/lib/failed-jobs/failed-job-schemas";
import { latestAttempt } from "../latest-attempt";
import { ActionButton } from "./ActionButton";
import { actionRefusal, actionsFor, wayOutOf } from "./action-refusals";
import { useDraft } from "./drafts";
import type { JobAction } from "./job-actions";
import { useTroubleHost } from "./job-actions-context";
import { suggestedAction } from "./suggested-action";
import { TroubleNotice } from "./TroubleNotice";

const ICONS: Partial<Record<JobAction, ReactNode>> = {
  retry: <Replay />,
  retry_later: <Schedule />,
  retry_edited: <Edit />,
  take_back: <Undo />,
  end_retry: <StopCircle />,
  resolve: <TaskAlt />,
  reopen: <Restore />,
  assign: <PersonAdd />,
  snooze: <Alarm />,
};

/** The actions of a job, the suggested one first; a comment has a field of its own, beside the activity. */
function offered(job: FailedJobDetail): JobAction[] {
  const suggested = suggestedAction(job);
  const notOffered = wayOutOf(latestAttempt(job)) === "take_back" ? "end_retry" : "take_back";
  const actions = actionsFor(job.state).filter((action) => action !== "comment" && action !== notOffered);
  return suggested ? [suggested, ...actions.filter((action) => action !== suggested)] : actions;
}

/** What can be done about a failed job, with one note for any of it. What was typed stays until it has been taken. */
export function ActionBar({ job }: { job: FailedJobDetail }) {
  const translate = useTranslate();
  const { role } = useStaff();
  const reasonId = useId();
  const [note, writeNote] = useDraft(job.id, "note");
  const trouble = useTroubleHost(job.id);
  const actions = offered(job);
  const refusals = actions.map((action) => actionRefusal(action, job, role, translate));
  const reasons = [...new Set(refusals.filter((reason) => reason !== null))];
  const suggested = suggestedAction(job);
  const mayAct = hasRole(role, "agent");
  // A note that could not be delivered is kept in sight, whatever has become of the job meanwhile.
  const showNote = mayAct && (job.state === "open" || note !== "");

  return (
    <Box sx={{ display: "grid", gap: 1.5 }}>
      {trouble && <TroubleNotice trouble={trouble} target={job} />}
      {showNote && (
        <NoteField
          label={translate("failed_jobs.note")}
          hint={translate("failed_jobs.note_hint")}
          error={undefined}
          value={note}
          onChange={writeNote}
          rows={1}
        />
      )}
      {actions.length > 0 && (
        <Box
          role="group"
          aria-label={translate("failed_jobs.sections.act")}
          sx={{ display: "flex", flexWrap: "wrap", gap: 1 }}
        >
          {actions.map((action) => (
            <ActionButton
              key={action}
              action={action}
              target={job}
              primary={action === suggested}
              icon={ICONS[action]}
              reasonId={reasonId}
            />
          ))}
        </Box>
      )}
      <Box id={reasonId} sx={{ color: token("muted"), "&:empty": { display: "none" } }}>
        {reasons.map((reason) => (
          <p key={reason}>{reason}</p>
        ))}
      </Box>
    </Box>
  );
}
