import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, useId, useState } from "react";
import { useDataProvider, useNotify, useTranslate } from "react-admin";
import { ApiError } from "~/admin/api/api-client";
import type { DeskDataProvider } from "~/admin/api/data-provider";
import { errorSentence } from "~/admin/components/error-sentence";
import { Message } from "~/admin/components/Message";
import { NoteField } from "~/admin/components/NoteField";
import { sentenceOfSuccess } from "~/admin/failed-jobs/actions/action-outcomes";
import { problemOf } from "~/admin/i18n/in-words";
import { type FailedJobRow, retryRequestSchema } from "~/lib/failed-jobs/failed-job-schemas";

interface RetryDialogProps {
  job: FailedJobRow;
  name: string;
  onClose: () => void;
}

/** Asks for a note and retries; a note that could not be delivered stays in its field, with the reason. */
export function RetryDialog({ job, name, onClose }: RetryDialogProps) {
  const translate = useTranslate();
  const notify = useNotify();
  const desk = useDataProvider<DeskDataProvider>();
  const queryClient = useQueryClient();
  const titleId = useId();
  const [note, setNote] = useState("");
  // One dialog is one wish: pressed again after no answer came, it is answered as before.
  const [key] = useState(() => crypto.randomUUID());
  const [invalid, setInvalid] = useState<string>();
  const retry = useMutation({
    mutationFn: () =>
      desk.actOnFailedJob(job.id, "retries", { note: note.trim(), version: job.version }, key),
    onSuccess: (receipt) => {
      const [type, sentence] = sentenceOfSuccess("retry", { note }, receipt, translate);
      notify(sentence, { type });
      onClose();
    },
    onSettled: () =>
      Promise.all(
        ["overview", "failed-jobs", "orders"].map((key) =>
          queryClient.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  });
  const conflict = retry.error instanceof ApiError && retry.error.status === 409;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = retryRequestSchema.safeParse({ note, version: job.version });
    if (parsed.success) retry.mutate();
    else setInvalid(problemOf(parsed.error));
  };
  // Enter makes a new line in a note; with Ctrl or Cmd it sends, as everywhere where people write.
  const sendByKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !retry.isPending) submit(event);
  };
  return (
    <Dialog
      open
      onClose={retry.isPending ? () => {} : onClose}
      aria-labelledby={titleId}
      fullWidth
      maxWidth="xs"
    >
      <form onSubmit={submit} onKeyDown={sendByKey} noValidate>
        <DialogTitle id={titleId} sx={{ fontSize: "1rem", fontWeight: 600, pb: 0.5 }}>
          {translate("overview.retry.title", { name })}
        </DialogTitle>
        <DialogContent sx={{ display: "grid", gap: 2, fontSize: "0.8125rem" }}>
          <p>{translate("overview.retry.text")}</p>
          {retry.error && (
            <Message tone={conflict ? "retrying" : "failed"} live>
              {errorSentence(retry.error, translate, "change")}
              {note !== "" && ` ${translate("failed_jobs.kept_note")}`}
            </Message>
          )}
          <NoteField
            label={translate("failed_jobs.note")}
            hint={translate("overview.retry.hint")}
            error={invalid ?? (retry.error instanceof ApiError ? retry.error.fields.note : undefined)}
            value={note}
            onChange={(text) => {
              setNote(text);
              setInvalid(undefined);
            }}
            autoFocus
          />
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button onClick={onClose} disabled={retry.isPending}>
            {translate("desk.cancel")}
          </Button>
          <Button type="submit" variant="contained" color="primary" disabled={retry.isPending}>
            {translate(retry.isPending ? "overview.retry.submitting" : "overview.retry.submit")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
