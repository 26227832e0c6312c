import { styled } from "@mui/material/styles";
import Tooltip from "@mui/material/Tooltip";
import { useTranslate } from "react-admin";
import { formatTime } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import { useLive } from "./LiveProvider";

const Mark = styled("button")({
  display: "inline-flex",
  alignItems: "center",
  gap: 7,
  minHeight: 24,
  padding: 0,
  border: 0,
  background: "none",
  font: "inherit",
  fontSize: "0.75rem",
  textAlign: "start",
  textWrap: "balance",
  color: token("muted"),
  cursor: "default",
});
/** Filled, half or hollow: the shape says it too. */
const Dot = styled("span")({
  flex: "none",
  width: 8,
  height: 8,
  borderRadius: 4,
  border: "1.5px solid currentColor",
  "&[data-fill=full]": { backgroundColor: "currentColor" },
  "&[data-fill=half]": { background: "linear-gradient(90deg, currentColor 50%, transparent 50%)" },
});

type Look = [fill: "full" | "half" | "none", color: string];
const LOOKS: Record<"live" | "paused" | "polling" | "stale" | "connecting", Look> = {
  live: ["full", "var(--tone-complete-text)"],
  paused: ["half", "var(--tone-pending-text)"],
  polling: ["half", "var(--tone-generating-text)"],
  stale: ["none", "var(--tone-retrying-text)"],
  connecting: ["none", "var(--tone-pending-text)"],
};

/** Whether the page hears what is new, in a word; the tooltip says what that means. */
export function LiveMark() {
  const translate = useTranslate();
  const { status, held } = useLive();
  const kind = held.length > 0 && status.mode !== "stale" ? "paused" : status.mode;
  const [fill, color] = LOOKS[kind];
  const key = kind === "stale" && status.heardAt === null ? "never" : kind;
  const time = status.heardAt === null ? "" : formatTime(new Date(status.heardAt));
  return (
    <Tooltip title={translate(`live.meaning.${key}`)} describeChild placement="top">
      <Mark type="button" data-live={kind} style={kind === "stale" ? { color } : {}}>
        <Dot data-fill={fill} style={{ color }} aria-hidden />
        {translate(`live.mark.${key}`, { time })}
      </Mark>
    </Tooltip>
  );
}
