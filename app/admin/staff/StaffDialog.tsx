import Dialog from "@mui/material/Dialog";
import DialogActions from "@mui/material/DialogActions";
import DialogContent from "@mui/material/DialogContent";
import DialogTitle from "@mui/material/DialogTitle";
import { type FormEvent, type ReactNode, useId } from "react";

interface StaffDialogProps {
  title: string;
  /** Something is under way: neither Escape nor a click beside it closes it. */
  busy: boolean;
  onClose: () => void;
  onSubmit: () => void;
  actions: ReactNode;
  children: ReactNode;
}

/** The frame of the dialogs about staff: a title, what is asked for, and the buttons. */
export function StaffDialog({ title, busy, onClose, onSubmit, actions, children }: StaffDialogProps) {
  const titleId = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onSubmit();
  };
  return (
    <Dialog open onClose={() => !busy && onClose()} aria-labelledby={titleId} fullWidth maxWidth="xs">
      <form onSubmit={submit} noValidate>
        <DialogTitle id={titleId} sx={{ fontSize: "1rem", fontWeight: 600, pb: 1, overflowWrap: "anywhere" }}>
          {title}
        </DialogTitle>
        <DialogContent sx={{ display: "grid", gap: 2, fontSize: "0.8125rem" }}>{children}</DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>{actions}</DialogActions>
      </form>
    </Dialog>
  );
}
