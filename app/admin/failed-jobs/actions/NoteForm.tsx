import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { styled } from "@mui/material/styles";
import type { FormEvent } from "react";
import { useTranslate } from "react-admin";
import { NoteField } from "~/admin/components/NoteField";
import { token } from "~/admin/theme/tokens";
import type { ActionFormProps } from "./action-form-props";
import { useDraft } from "./drafts";
import { SubmitRow, submitOnModEnter } from "./SubmitRow";
import { useActionForm } from "./use-action-form";

/** What is written again and again; each is the start of a note, or all of it. */
const QUICK_NOTES = ["talked", "by_hand", "refunded", "duplicate"] as const;

const Quick = styled(Button)({
  minHeight: 26,
  padding: "1px 9px",
  borderRadius: 13,
  fontSize: "0.75rem",
  color: token("muted"),
});

/** An action that takes a note and nothing else. */
export function NoteForm(props: ActionFormProps) {
  const { action, target } = props;
  const translate = useTranslate();
  const [note, write] = useDraft(target.id, action === "comment" ? "comment" : "note");
  const form = useActionForm(props);
  const required = action === "resolve" || action === "end_retry" || action === "comment";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.send({ note: note.trim() });
  };
  const change = (text: string) => {
    write(text);
    form.clear();
  };
  return (
    <Box
      component="form"
      noValidate
      onSubmit={submit}
      onKeyDown={submitOnModEnter}
      sx={{ display: "grid", gap: 1.5 }}
    >
      {action === "resolve" && (
        <Box
          role="group"
          aria-label={translate("failed_jobs.acting.quick_notes")}
          sx={{ display: "flex", flexWrap: "wrap", gap: 0.75 }}
        >
          {QUICK_NOTES.map((name) => {
            const text = translate(`failed_jobs.acting.quick.${name}`);
            return (
              <Quick
                key={name}
                onClick={() => change(note.trim() === "" ? text : `${note.trimEnd()} ${text}`)}
              >
                {text}
              </Quick>
            );
          })}
        </Box>
      )}
      <div data-first>
        <NoteField
          label={translate(action === "comment" ? "failed_jobs.acting.comment" : "failed_jobs.note")}
          hint={translate(`failed_jobs.acting.hint.${action}`)}
          error={form.problems.note}
          value={note}
          onChange={change}
          required={required}
        />
      </div>
      <SubmitRow action={action} form={form} />
    </Box>
  );
}
