import { styled } from "@mui/material/styles";
import { type KeyboardEvent, type PointerEvent, useId } from "react";
import { useTranslate } from "react-admin";
import { formatDuration } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import { WAVEFORM_BOX, waveformPath } from "~/lib/share/waveform";
import { positionAfter } from "./seek";

const Slider = styled("div")({
  flex: 1,
  minWidth: 0,
  height: 44,
  borderRadius: 4,
  cursor: "pointer",
  touchAction: "pan-y",
  "&:focus-visible": { outline: `2px solid ${token("accent")}`, outlineOffset: 2 },
  "& svg": { display: "block", width: "100%", height: "100%" },
  "& path": { fill: "none", strokeWidth: 3, strokeLinecap: "round" },
  "& path:first-of-type": { stroke: token("controlBorder") },
  "& path:last-of-type": { stroke: token("accent") },
});

const WIDTH = Number(WAVEFORM_BOX.split(" ")[2]);
const HEIGHT = Number(WAVEFORM_BOX.split(" ")[3]);

interface WaveformProps {
  peaks: readonly number[];
  /** Seconds. */
  position: number;
  duration: number;
  label: string;
  onSeek: (seconds: number) => void;
  onToggle: () => void;
}

/** A song from beginning to end, to move about in by mouse, touch and keyboard. */
export function Waveform({ peaks, position, duration, label, onSeek, onToggle }: WaveformProps) {
  const translate = useTranslate();
  const clipId = useId();
  const path = waveformPath(peaks);
  const share = duration > 0 ? Math.min(1, position / duration) : 0;
  const seekTo = (event: PointerEvent<HTMLDivElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onSeek(Math.min(1, Math.max(0, (event.clientX - left) / width)) * duration);
  };
  const press = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = positionAfter(event.key, position, duration);
    if (next !== null) onSeek(next);
    else if (event.key === " " || event.key === "Enter") onToggle();
    else return;
    event.preventDefault();
  };
  return (
    <Slider
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.round(duration)}
      aria-valuenow={Math.round(position)}
      aria-valuetext={translate("order_page.player.place", {
        at: formatDuration(position * 1000),
        total: formatDuration(duration * 1000),
      })}
      onKeyDown={press}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event);
      }}
    >
      <svg viewBox={WAVEFORM_BOX} preserveAspectRatio="none" aria-hidden>
        <clipPath id={clipId}>
          <rect width={WIDTH * share} height={HEIGHT} />
        </clipPath>
        <path d={path} />
        <path d={path} clipPath={`url(#${clipId})`} />
      </svg>
    </Slider>
  );
}
