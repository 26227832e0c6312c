import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useTranslate } from "react-admin";
import { ApiError } from "~/admin/api/api-client";
import { errorSentence } from "~/admin/components/error-sentence";
import { Message } from "~/admin/components/Message";
import { NoteField } from "~/admin/components/NoteField";

interface ReasonDialogProps {
  title: string;
  submit: string;
  submitting: string;
  /** How the server calls the reason. */
  field: "reason" | "note";
  action: { isPending: boolean; error: Error | null };
  /** What is wrong with the rest of the form, if anything. */
  problem?: string | undefined;
  /** Sentences and fields before the reason. */
  children: ReactNode;
  onSubmit: (reason: string) => void;
  onClose: () => void;
  wide?: boolean;
}

/** Asks for a reason, then for what it is given for. What was refused stays typed, with the server's own sentence. */
export function ReasonDialog({ action, field, problem, onSubmit, onClose, ...texts }: ReasonDialogProps) {
  const translate = useTranslate();
  const titleId = useId();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const { isPending, error } = action;
  const refused = error instanceof ApiError ? error.fields[field] : undefined;
  const close = () => {
    if (!isPending) onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    if (reason.trim() === "") setMissing(true);
    else onSubmit(reason.trim());
  };
  return (
    <Dialog open onClose={close} aria-labelledby={titleId} fullWidth maxWidth={texts.wide ? "sm" : "xs"}>
      <form onSubmit={submit} noValidate>
        <DialogTitle id={titleId} sx={{ fontSize: "1rem", fontWeight: 600, pb: 1 }}>
          {texts.title}
        </DialogTitle>
        <DialogContent sx={{ display: "grid", gap: 2, fontSize: "0.8125rem" }}>
          {texts.children}
          <NoteField
            label={translate("order_page.reason.label")}
            hint={translate("order_page.reason.hint")}
            error={missing ? translate("order_page.reason.missing") : refused}
            value={reason}
            onChange={(text) => {
              setReason(text);
              setMissing(false);
            }}
            autoFocus
            required
            rows={2}
          />
          {problem !== undefined && (
            <Message tone="failed" live>
              {problem}
            </Message>
          )}
          {error && (
            <Message tone={error instanceof ApiError && error.status === 409 ? "retrying" : "failed"} live>
              {errorSentence(error, translate, "change")}
            </Message>
          )}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button onClick={close} disabled={isPending}>
            {translate("desk.cancel")}
          </Button>
          <Button type="submit" variant="contained" color="primary" disabled={isPending}>
            {isPending ? texts.submitting : texts.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
