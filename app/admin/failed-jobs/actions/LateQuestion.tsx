import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useId } from "react";
import { useTranslate } from "react-admin";

interface LateQuestionProps {
  /** What would be late, in a sentence. */
  question: string;
  running: boolean;
  /** Why it did not work, or cannot any more. */
  problem: string | null | undefined;
  onSure: () => void;
  onBack: () => void;
}

/** Asks before something is put aside for longer than it has time. The safe answer has the focus. */
export function LateQuestion({ question, running, problem, onSure, onBack }: LateQuestionProps) {
  const translate = useTranslate();
  const textId = useId();
  return (
    <Box role="alertdialog" aria-labelledby={textId} sx={{ display: "grid", gap: 1.25 }}>
      <p id={textId}>{question}</p>
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
