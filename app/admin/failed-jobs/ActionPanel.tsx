import Replay from "@mui/icons-material/ReplayOutlined";
import TaskAlt from "@mui/icons-material/TaskAltOutlined";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useId, useState } from "react";
import { useTranslate } from "react-admin";
import { ApiError } from "~/admin/api/api-client";
import { useStaff } from "~/admin/api/SessionGate";
import { errorSentence } from "~/admin/components/error-sentence";
import { Message } from "~/admin/components/Message";
import { NoteField } from "~/admin/components/NoteField";
import { Panel } from "~/admin/components/Panel";
import { token } from "~/admin/theme/tokens";
import { hasRole } from "~/lib/auth/roles";
import {
  type FailedJobDetail,
  resolutionRequestSchema,
  retryRequestSchema,
} from "~/lib/failed-jobs/failed-job-schemas";
import { AttemptProgress } from "./AttemptProgress";
import { actionRefusals } from "./action-refusals";
import { latestAttempt } from "./latest-attempt";
import { type JobAction, useJobActions } from "./use-job-actions";

const SCHEMAS = { retry: retryRequestSchema, resolve: resolutionRequestSchema };

/** Retry and resolve, with one note for either. What was typed stays until it has been taken. */
export function ActionPanel({ job }: { job: FailedJobDetail }) {
  const translate = useTranslate();
  const { role } = useStaff();
  const mayAct = hasRole(role, "agent");
  const reasonId = useId();
  const [note, setNote] = useState("");
  const [invalid, setInvalid] = useState<string>();
  const actions = useJobActions(job);
  const refusals = actionRefusals(job, role, translate);
  const reasons = [...new Set([refusals.retry, refusals.resolve].filter((reason) => reason !== null))];
  const latest = latestAttempt(job);
  const receipt = actions.data;
  const conflict = actions.error instanceof ApiError && actions.error.status === 409;
  const noteError = invalid ?? (actions.error instanceof ApiError ? actions.error.fields.note : undefined);

  const act = (action: JobAction) => {
    const parsed = SCHEMAS[action].safeParse({ note, version: job.version });
    if (!parsed.success) {
      setInvalid(parsed.error.issues[0]?.message);
      return;
    }
    setInvalid(undefined);
    actions.mutate({ action, note: parsed.data.note }, { onSuccess: () => setNote("") });
  };
  const button = (action: JobAction) => ({
    disabled: refusals[action] !== null || actions.isPending,
    onClick: () => act(action),
    ...(refusals[action] !== null && { "aria-describedby": reasonId }),
    children:
      actions.isPending && actions.variables.action === action
        ? translate("failed_jobs.sending")
        : translate(`failed_jobs.${action}`),
  });
  // A note that could not be delivered is kept, whatever has become of the job meanwhile.
  const showForm = job.state === "open" || note !== "" || actions.isPending;

  return (
    <Panel title={translate("failed_jobs.sections.act")}>
      <Box sx={{ display: "grid", gap: 1.5 }}>
        {actions.error && (
          <Message tone={conflict ? "retrying" : "failed"} live>
            {errorSentence(actions.error, translate, "change")}
            {conflict && ` ${translate("failed_jobs.conflict")}`}
            {note !== "" && ` ${translate("failed_jobs.kept_note")}`}
          </Message>
        )}
        {receipt && receipt.attempt !== latest?.attempt && (
          <Message tone="generating" live>
            {translate(`failed_jobs.accepted.${receipt.delivery}`, { attempt: receipt.attempt })}
          </Message>
        )}
        {latest && job.state !== "resolved" && (
          <AttemptProgress
            attempt={latest}
            queued={receipt?.delivery === "queued" && receipt.attempt === latest.attempt}
          />
        )}
        {showForm && (
          <>
            {mayAct && (
              <NoteField
                label={translate("failed_jobs.note")}
                hint={translate("failed_jobs.note_hint")}
                error={noteError}
                value={note}
                onChange={(text) => {
                  setNote(text);
                  setInvalid(undefined);
                }}
              />
            )}
            <Box sx={{ display: "flex", gap: 1 }}>
              <Button variant="contained" color="primary" startIcon={<Replay />} {...button("retry")} />
              <Button startIcon={<TaskAlt />} {...button("resolve")} />
            </Box>
          </>
        )}
        <Box id={reasonId} sx={{ color: token("muted"), "&:empty": { display: "none" } }}>
          {reasons.map((reason) => (
            <p key={reason}>{reason}</p>
          ))}
        </Box>
      </Box>
    </Panel>
  );
}
