import { describe, expect, it } from "vitest";
import { tokens } from "~/admin/theme/tokens";
import { GROUPS_SHOWN } from "~/lib/overview/overview-schemas";
import { OTHERS_LOOK, SERIES } from "./series";

/** Relative luminance of #rrggbb (WCAG 2.2). */
function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

describe("the series of a chart", () => {
  const looks = [...SERIES, OTHERS_LOOK];

  it("are as many as groups are shown, each with a pattern of its own", () => {
    expect(SERIES).toHaveLength(GROUPS_SHOWN);
    expect(new Set(looks.map(({ pattern }) => pattern)).size).toBe(looks.length);
  });

  it.each(looks)("can be seen on both themes: $color", ({ color }) => {
    for (const { surface } of Object.values(tokens))
      expect(contrast(color, surface)).toBeGreaterThanOrEqual(3);
  });
});
