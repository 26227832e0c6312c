import Close from "@mui/icons-material/CloseOutlined";
import IconButton from "@mui/material/IconButton";
import Snackbar from "@mui/material/Snackbar";
import { styled } from "@mui/material/styles";
import { useEffect, useState } from "react";
import { type NotificationPayload, useNotificationContext, useTranslate } from "react-admin";
import { ToneIcon } from "~/admin/components/StatusMark";
import { type Tone, token } from "~/admin/theme/tokens";

/** Long enough to read two lines; what matters more is said in the page itself and stays. */
const SHOWN_MS = 5_000;

const TONES: Record<NotificationPayload["type"], Tone> = {
  info: "complete",
  success: "complete",
  warning: "retrying",
  error: "failed",
};

const Notice = styled("div")({
  display: "flex",
  alignItems: "center",
  gap: 8,
  maxWidth: 440,
  padding: "8px 8px 8px 12px",
  border: `1px solid ${token("border")}`,
  borderRadius: 8,
  backgroundColor: token("surface"),
  boxShadow: "0 6px 24px rgb(0 0 0 / 0.16)",
  "& > svg": { flexShrink: 0, fontSize: "1.0625rem" },
});

/** Short notices, one after the other, said politely to screen readers. */
export function Notices() {
  const translate = useTranslate();
  const { notifications, takeNotification } = useNotificationContext();
  const [current, setCurrent] = useState<NotificationPayload>();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (notifications.length === 0) return;
    if (!current) {
      setCurrent(takeNotification() ?? undefined);
      setOpen(true);
    } else if (open) {
      setOpen(false);
    }
  }, [notifications, current, open, takeNotification]);

  const tone = TONES[current?.type ?? "info"];
  return (
    <Snackbar
      open={open}
      autoHideDuration={SHOWN_MS}
      onClose={(_, reason) => reason !== "clickaway" && setOpen(false)}
      slotProps={{ transition: { onExited: () => setCurrent(undefined) } }}
      anchorOrigin={{ vertical: "bottom", horizontal: "right" }}
    >
      <Notice role="status">
        <ToneIcon tone={tone} style={{ color: `var(--tone-${tone}-text)` }} />
        {typeof current?.message === "string" && translate(current.message, { _: current.message })}
        <IconButton aria-label={translate("desk.close")} onClick={() => setOpen(false)} sx={{ p: "4px" }}>
          <Close sx={{ fontSize: "1rem" }} />
        </IconButton>
      </Notice>
    </Snackbar>
  );
}
