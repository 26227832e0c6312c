import Check from "@mui/icons-material/CheckOutlined";
import ContentCopy from "@mui/icons-material/ContentCopyOutlined";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import Tooltip from "@mui/material/Tooltip";
import { useEffect, useState } from "react";
import { useNotify, useTranslate } from "react-admin";

/** How long the tick stays: long enough to be seen. */
const TICK_SHOWN_MS = 2_000;

interface CopyButtonProps {
  /** Made when it is asked for: a payload may be large. */
  value: () => string;
  /** What a screen reader says; names what is copied. */
  label: string;
  /** The visible word; without it only the icon is shown. */
  text?: string;
  /** The sentence after it worked. */
  done?: string;
}

/** Copies a text, and says whether it worked. */
export function CopyButton({ value, label, text, done }: CopyButtonProps) {
  const translate = useTranslate();
  const notify = useNotify();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), TICK_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value());
      setCopied(true);
      notify(done ?? translate("desk.copy.done"), { type: "info" });
    } catch {
      // Refused, or not there at all without HTTPS.
      notify("desk.copy.failed", { type: "warning" });
    }
  };
  const icon = copied ? <Check fontSize="inherit" /> : <ContentCopy fontSize="inherit" />;
  if (text) {
    return (
      <Button aria-label={label} startIcon={icon} onClick={copy}>
        {text}
      </Button>
    );
  }
  return (
    <Tooltip title={label}>
      <IconButton aria-label={label} onClick={copy} sx={{ fontSize: "0.875rem", p: "3px" }}>
        {icon}
      </IconButton>
    </Tooltip>
  );
}
