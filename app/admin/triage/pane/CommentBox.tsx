import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { type FormEvent, useId, useState } from "react";
import { useTranslate } from "react-admin";
import { NoteField } from "~/admin/components/NoteField";
import { actionRefusal } from "~/admin/failed-jobs/actions/action-refusals";
import { useDraft } from "~/admin/failed-jobs/actions/drafts";
import { type ActionTarget, problemsOf } from "~/admin/failed-jobs/actions/job-actions";
import { useJobActions } from "~/admin/failed-jobs/actions/job-actions-context";
import { submitOnModEnter } from "~/admin/failed-jobs/actions/SubmitRow";
import { useStaff } from "~/admin/session/SessionGate";
import { token } from "~/admin/theme/tokens";

/** Where one says something about a failed job, in whatever state it is. */
export function CommentBox({ job }: { job: ActionTarget }) {
  const translate = useTranslate();
  const { role } = useStaff();
  const { perform, runningOn } = useJobActions();
  const [text, write] = useDraft(job.id, "comment");
  const [problem, setProblem] = useState<string>();
  const reasonId = useId();
  const refusal = actionRefusal("comment", job, role, translate);
  const running = runningOn(job.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const input = { note: text.trim() };
    const found = problemsOf("comment", input).note;
    setProblem(found);
    if (!found) void perform("comment", job, input);
  };
  if (refusal !== null)
    return (
      <Box component="p" id={reasonId} sx={{ color: token("muted"), mb: 2 }}>
        {translate("failed_jobs.pane.no_comment", { reason: refusal })}
      </Box>
    );
  return (
    <Box
      component="form"
      noValidate
      onSubmit={submit}
      onKeyDown={submitOnModEnter}
      sx={{ display: "grid", gap: 1, mb: 2.5 }}
    >
      <NoteField
        label={translate("failed_jobs.acting.add_comment")}
        hint={translate("failed_jobs.acting.hint.comment")}
        error={problem}
        value={text}
        onChange={(next) => {
          write(next);
          setProblem(undefined);
        }}
        rows={1}
      />
      {text.trim() !== "" && (
        <Button type="submit" disabled={running !== null} sx={{ justifySelf: "end" }}>
          {translate(
            running === "comment" ? "failed_jobs.acting.sending" : "failed_jobs.acting.name.comment",
          )}
        </Button>
      )}
    </Box>
  );
}
