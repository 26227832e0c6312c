import { describe, expect, it } from "vitest";
import { TONES, tokens, toneColours } from "./tokens";

function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** WCAG 2.2, success criterion 1.4.3. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

describe.each(["light", "dark"] as const)("the %s scheme", (scheme) => {
  const t = tokens[scheme];

  it.each(["canvas", "surface", "hover"] as const)("has legible text on %s", (ground) => {
    for (const text of ["text", "muted", "accent"] as const)
      expect(contrast(t[text], t[ground])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(t.controlBorder, t[ground])).toBeGreaterThanOrEqual(3);
  });

  it("has legible text on the accent", () => {
    expect(contrast(t.onAccent, t.accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(t.text, t.accentSoft)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(t.accent, t.accentSoft)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(TONES)(
    "has a legible tone %s, on its own ground, a surface and a row under the pointer",
    (tone) => {
      const { text, ground } = toneColours[scheme][tone];
      for (const behind of [ground, t.surface, t.hover, t.canvas])
        expect(contrast(text, behind)).toBeGreaterThanOrEqual(4.5);
    },
  );
});
