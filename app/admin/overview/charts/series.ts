/** How one group looks in a chart: told apart by colour, and by pattern for whoever does not see the colours. */
export interface SeriesLook {
  color: string;
  pattern: "solid" | "diagonal" | "dots" | "horizontal" | "cross" | "outline";
}

/**
 * After Okabe and Ito's palette, which people with any kind of colour blindness can tell apart; two are darker than theirs, so
 * that each has a contrast of 3:1 against the surface of both themes (WCAG 1.4.11). series.test.ts measures it.
 */
export const SERIES: readonly SeriesLook[] = [
  { color: "#0072b2", pattern: "solid" },
  { color: "#d55e00", pattern: "diagonal" },
  { color: "#009e73", pattern: "dots" },
  { color: "#b3568c", pattern: "horizontal" },
  { color: "#a0721c", pattern: "cross" },
];
/** All the others together. */
export const OTHERS_LOOK: SeriesLook = { color: "#80838f", pattern: "outline" };

/** The look of the group at a place in the ranking. */
export function lookAt(index: number): SeriesLook {
  return SERIES[index] ?? OTHERS_LOOK;
}
