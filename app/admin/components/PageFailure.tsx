import Button from "@mui/material/Button";
import { useTranslate } from "react-admin";
import { Centered } from "./Centered";
import { errorSentence } from "./error-sentence";

interface PageFailureProps {
  error: unknown;
  title: string;
  onRetry: () => void;
  level?: 1 | 2;
}

/** What could not be loaded, why, and a button that tries again. */
export function PageFailure({ error, title, onRetry, level = 2 }: PageFailureProps) {
  const translate = useTranslate();
  return (
    <div role="alert">
      <Centered
        tone="failed"
        title={title}
        text={errorSentence(error, translate)}
        level={level}
        action={<Button onClick={onRetry}>{translate("desk.retry")}</Button>}
      />
    </div>
  );
}
