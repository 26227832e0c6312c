import { styled } from "@mui/material/styles";
import { scaleBand, scaleLinear } from "d3-scale";
import { stack } from "d3-shape";
import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { formatCount } from "~/admin/i18n/formats";
import { token } from "~/admin/theme/tokens";
import { SeriesPatterns } from "./SeriesPatterns";
import { lookAt, type SeriesLook } from "./series";
import { useWidth } from "./use-width";

const HEIGHT = 220;
const MARGIN = { top: 8, right: 4, bottom: 22, left: 36 };
/** Labels of the time stand no closer than this. */
const LABEL_EVERY_PX = 92;

const Frame = styled("div")({
  position: "relative",
  height: HEIGHT,
  borderRadius: 6,
  touchAction: "pan-y",
  "& text": { fill: token("muted"), fontSize: 11, fontVariantNumeric: "tabular-nums" },
  "&:focus-visible": { outline: `2px solid ${token("accent")}`, outlineOffset: 2 },
});

export interface Series {
  key: string;
  counts: readonly number[];
  look: SeriesLook;
}

interface StackedBarsProps {
  /** What it shows, for those who do not see it. */
  label: string;
  /** Tells the charts of one page apart. */
  prefix: string;
  buckets: readonly { key: string; label: string }[];
  series: readonly Series[];
  /** What is said of one bucket. */
  sayBucket: (index: number) => string;
  /** The bucket that is pointed at or stepped to; null when none is. */
  onActive: (index: number | null) => void;
}

/**
 * Bars of one bucket each, stacked by series. With the keyboard it is a slider over the buckets, which says what each
 * holds.
 */
export function StackedBars({ label, prefix, buckets, series, sayBucket, onActive }: StackedBarsProps) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const [active, setActive] = useState<number | null>(null);
  const last = buckets.length - 1;
  const x = scaleBand<number>()
    .domain(buckets.map((_, index) => index))
    .range([MARGIN.left, Math.max(width - MARGIN.right, MARGIN.left + 1)])
    .paddingInner(0.25);
  const totals = buckets.map((_, index) => series.reduce((sum, { counts }) => sum + (counts[index] ?? 0), 0));
  const y = scaleLinear()
    .domain([0, Math.max(...totals, 4)])
    .nice(4)
    .range([HEIGHT - MARGIN.bottom, MARGIN.top]);
  const layers = stack<number, number>()
    .keys(series.map((_, index) => index))
    .value((bucket, key) => series[key]?.counts[bucket] ?? 0)(buckets.map((_, index) => index));
  const every = Math.max(1, Math.ceil(LABEL_EVERY_PX / Math.max(x.step(), 1)));

  const go = (index: number | null) => {
    setActive(index);
    onActive(index);
  };
  const point = (event: PointerEvent<HTMLDivElement>) => {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left - MARGIN.left;
    const index = Math.floor(at / x.step());
    go(index >= 0 && index <= last ? index : null);
  };
  const step = (event: KeyboardEvent) => {
    const from = active ?? last;
    const to = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(Math.min(Math.max(to, 0), last));
  };
  return (
    <Frame
      ref={frame}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={1}
      aria-valuemax={buckets.length}
      aria-valuenow={(active ?? last) + 1}
      aria-valuetext={sayBucket(active ?? last)}
      onKeyDown={step}
      onFocus={() => go(active ?? last)}
      onBlur={() => go(null)}
      onPointerMove={point}
      onPointerLeave={() => go(null)}
    >
      {width > 0 && (
        <svg width={width} height={HEIGHT} aria-hidden focusable={false} style={{ position: "absolute" }}>
          <SeriesPatterns prefix={prefix} />
          {y.ticks(4).map((tick) => (
            <g key={tick}>
              <line
                x1={MARGIN.left}
                x2={width - MARGIN.right}
                y1={y(tick)}
                y2={y(tick)}
                style={{ stroke: token("border") }}
              />
              <text x={MARGIN.left - 8} y={y(tick)} dy="0.35em" textAnchor="end">
                {formatCount(tick)}
              </text>
            </g>
          ))}
          {active !== null && (
            <rect
              x={(x(active) ?? 0) - (x.step() * x.paddingInner()) / 2}
              width={x.step()}
              y={MARGIN.top}
              height={HEIGHT - MARGIN.bottom - MARGIN.top}
              style={{ fill: token("accent"), opacity: 0.12 }}
            />
          )}
          {layers.map((layer) => {
            const look = series[layer.key]?.look ?? lookAt(layer.key);
            return layer.map(([from, to], index) =>
              to > from ? (
                <rect
                  // biome-ignore lint/suspicious/noArrayIndexKey: a bucket is its place in time.
                  key={`${layer.key} ${index}`}
                  x={x(index)}
                  width={x.bandwidth()}
                  y={y(to)}
                  height={Math.max(y(from) - y(to) - 0.5, 1)}
                  fill={`url(#${prefix}${look.pattern})`}
                  stroke={look.color}
                  strokeWidth={look.pattern === "outline" ? 1 : 0.5}
                />
              ) : null,
            );
          })}
          {buckets.map(({ key, label: text }, index) =>
            (last - index) % every === 0 ? (
              <text
                key={key}
                x={(x(index) ?? 0) + x.bandwidth() / 2}
                y={HEIGHT - 6}
                textAnchor={index === last ? "end" : "middle"}
                dx={index === last ? x.bandwidth() / 2 : 0}
              >
                {text}
              </text>
            ) : null,
          )}
        </svg>
      )}
    </Frame>
  );
}
