import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { type KeyboardEvent, useId } from "react";
import { useTranslate } from "react-admin";
import { token } from "~/admin/theme/tokens";
import type { JobAction } from "./job-actions";

interface SubmitRowProps {
  action: JobAction;
  form: { running: boolean; refusal: string | null };
  /** Why it is not ready to be sent; null when it is. */
  notReady?: string | null;
}

/** Ctrl or Cmd with Enter sends a form in whose text Enter is a new line. */
export function submitOnModEnter(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
}

/** The button that sends a form, and why it cannot be sent when it cannot. */
export function SubmitRow({ action, form, notReady = null }: SubmitRowProps) {
  const translate = useTranslate();
  const reasonId = useId();
  const reason = form.refusal ?? notReady;
  return (
    <Box sx={{ display: "flex", alignItems: "center", justifyContent: "flex-end", gap: 1.5 }}>
      <Box component="p" id={reasonId} sx={{ color: token("muted"), flex: 1, fontSize: "0.75rem" }}>
        {reason ?? translate("failed_jobs.acting.send_key")}
      </Box>
      <Button
        type="submit"
        variant="contained"
        color="primary"
        disabled={form.running || reason !== null}
        aria-describedby={reasonId}
      >
        {translate(form.running ? "failed_jobs.acting.sending" : `failed_jobs.acting.name.${action}`)}
      </Button>
    </Box>
  );
}
