import type { ReactNode } from "react";
import { token } from "~/admin/theme/tokens";
import { OTHERS_LOOK, SERIES, type SeriesLook } from "./series";

/** What is drawn over the colour, in the colour of the ground. */
const MARKS: Record<SeriesLook["pattern"], ReactNode> = {
  solid: null,
  diagonal: <path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" strokeWidth="1.5" />,
  dots: <circle cx="3" cy="3" r="1.2" strokeWidth="1" />,
  horizontal: <path d="M0 3H6" strokeWidth="1.6" />,
  cross: <path d="M3 0V6M0 3H6" strokeWidth="1.2" />,
  outline: <rect x="-1" y="-1" width="8" height="8" strokeWidth="0" fillOpacity="0.45" />,
};

/** Makes the fills of a chart's series known inside an SVG. @param prefix tells the charts of one page apart */
export function SeriesPatterns({ prefix }: { prefix: string }) {
  return (
    <defs>
      {[...SERIES, OTHERS_LOOK].map(({ color, pattern }) => (
        <pattern
          key={pattern}
          id={`${prefix}${pattern}`}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          style={{ stroke: token("surface"), fill: token("surface") }}
        >
          <rect width="6" height="6" style={{ fill: color, stroke: "none" }} />
          {MARKS[pattern]}
        </pattern>
      ))}
    </defs>
  );
}

/** A small square that looks as the series does. */
export function SeriesSwatch({ look, prefix }: { look: SeriesLook; prefix: string }) {
  return (
    <svg width="14" height="14" aria-hidden style={{ flex: "none" }}>
      <rect width="14" height="14" rx="3" fill={`url(#${prefix}${look.pattern})`} stroke={look.color} />
    </svg>
  );
}
