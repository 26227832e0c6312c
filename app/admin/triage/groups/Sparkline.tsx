import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";

const WIDTH = 96;
const HEIGHT = 24;
const EDGE = 2;

interface SparklineProps {
  /** The oldest first. */
  values: readonly number[];
  /** The same in words, for those who do not see it. */
  label: string;
}

/** A small curve beside its figure: whether something grows, fades or comes in bursts. */
export function Sparkline({ values, label }: SparklineProps) {
  const peak = Math.max(1, ...values);
  const x = scaleLinear([0, Math.max(1, values.length - 1)], [EDGE, WIDTH - EDGE]);
  const y = scaleLinear([0, peak], [HEIGHT - EDGE, EDGE]);
  const points = [...values];
  const filled =
    area<number>(
      (_, index) => x(index),
      HEIGHT - EDGE,
      (value) => y(value),
    )(points) ?? "";
  const drawn =
    line<number>(
      (_, index) => x(index),
      (value) => y(value),
    )(points) ?? "";
  const last = points.length - 1;
  return (
    <svg
      role="img"
      aria-label={label}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      style={{ display: "block", color: "var(--tone-failed-text)" }}
    >
      <title>{label}</title>
      <path d={filled} fill="currentColor" opacity={0.14} />
      <path d={drawn} fill="none" stroke="currentColor" strokeWidth={1.5} strokeLinejoin="round" />
      <circle cx={x(last)} cy={y(points[last] ?? 0)} r={2} fill="currentColor" />
    </svg>
  );
}
