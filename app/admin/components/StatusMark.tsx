import CheckCircle from "@mui/icons-material/CheckCircleOutlined";
import DoneAll from "@mui/icons-material/DoneAllOutlined";
import ErrorIcon from "@mui/icons-material/ErrorOutlineOutlined";
import GraphicEq from "@mui/icons-material/GraphicEqOutlined";
import Replay from "@mui/icons-material/ReplayOutlined";
import Schedule from "@mui/icons-material/ScheduleOutlined";
import type { SvgIconProps } from "@mui/material/SvgIcon";
import { styled } from "@mui/material/styles";
import type { ComponentType, ReactNode } from "react";
import { type Tone, toneStyle } from "~/admin/theme/tokens";

const ICONS: Record<Tone, ComponentType<SvgIconProps>> = {
  failed: ErrorIcon,
  complete: CheckCircle,
  generating: GraphicEq,
  pending: Schedule,
  retrying: Replay,
  resolved: DoneAll,
};

const Mark = styled("span")({
  display: "inline-flex",
  alignItems: "center",
  gap: 4,
  height: 22,
  padding: "0 7px 0 5px",
  border: "1px solid",
  borderRadius: 11,
  fontSize: "0.75rem",
  fontWeight: 500,
  whiteSpace: "nowrap",
  "& svg": { fontSize: "0.9375rem" },
});

/** The icon that belongs to a tone. */
export function ToneIcon({ tone, ...props }: { tone: Tone } & SvgIconProps) {
  const Icon = ICONS[tone];
  return <Icon fontSize="inherit" aria-hidden {...props} />;
}

interface StatusMarkProps {
  tone: Tone;
  label: string;
  /** In place of the icon that belongs to the tone. */
  icon?: ReactNode;
}

/** A status: icon, word and colour, never the colour alone. */
export function StatusMark({ tone, label, icon }: StatusMarkProps) {
  return (
    <Mark style={toneStyle(tone)}>
      {icon || <ToneIcon tone={tone} />}
      {label}
    </Mark>
  );
}
