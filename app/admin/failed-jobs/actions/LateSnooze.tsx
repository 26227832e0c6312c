import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useId } from "react";
import { useTranslate } from "react-admin";
import { useNow } from "~/admin/components/now";
import { formatDay, formatMoment } from "~/admin/i18n/formats";
import { urgencyOf } from "~/lib/failed-jobs/urgency";

interface LateSnoozeProps {
  /** ISO date. */
  neededBy: string;
  until: Date;
  running: boolean;
  /** Why it did not work, or cannot any more. */
  problem: string | null | undefined;
  onSure: () => void;
  onBack: () => void;
}

/** Asks before something is put aside for longer than it has time. The safe answer has the focus. */
export function LateSnooze({ neededBy, until, running, problem, onSure, onBack }: LateSnoozeProps) {
  const translate = useTranslate();
  const now = useNow();
  const textId = useId();
  const { level } = urgencyOf(neededBy, now);
  const question = level === "overdue" || level === "today" ? level : "ahead";
  return (
    <Box role="alertdialog" aria-labelledby={textId} sx={{ display: "grid", gap: 1.25 }}>
      <p id={textId}>
        {translate(`failed_jobs.acting.late.${question}`, {
          day: formatDay(neededBy, now),
          time: formatMoment(until, now),
        })}
      </p>
      <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1 }}>
        {/* What asked for it is gone, and the focus with it. */}
        <Button autoFocus variant="contained" onClick={onBack}>
          {translate("failed_jobs.acting.late.back")}
        </Button>
        <Button disabled={running} onClick={onSure}>
          {translate(running ? "failed_jobs.acting.sending" : "failed_jobs.acting.late.sure")}
        </Button>
      </Box>
      {problem && (
        <Box component="p" role="alert" sx={{ color: "var(--tone-failed-text)" }}>
          {problem}
        </Box>
      )}
    </Box>
  );
}
