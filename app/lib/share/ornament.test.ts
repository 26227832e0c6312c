import { describe, expect, test } from "vitest";
import { ornament } from "./ornament";

const SEEDS = [
  0,
  1,
  2,
  404,
  0x7fffffff,
  0x80000000,
  0xffffffff,
  ...Array.from({ length: 200 }, (_, n) => (n + 1) * 7919),
];

describe.each(["festive", "quiet"] as const)("a %s ornament", (tone) => {
  test("is the same for the same seed and another for another", () => {
    expect(ornament(5, tone)).toEqual(ornament(5, tone));
    const drawings = new Set(SEEDS.map((seed) => JSON.stringify(ornament(seed, tone))));
    expect(drawings.size).toBe(SEEDS.length);
  });

  test("consists of paths that are different, well-formed and visible", () => {
    for (const seed of SEEDS) {
      const paths = ornament(seed, tone);
      expect(new Set(paths.map(({ d, filled }) => `${filled} ${d}`)).size).toBe(paths.length);
      for (const { d, opacity } of paths) {
        expect(d).toMatch(/^(M[\d. -]+([Ca][\d. -]+)+Z)+$/);
        expect(opacity).toBeGreaterThan(0);
        expect(opacity).toBeLessThanOrEqual(1);
      }
    }
  });

  test("stays within its square and within a few kilobytes", () => {
    for (const seed of SEEDS) {
      const all = ornament(seed, tone).map(({ d }) => d);
      const starts = all.join("").match(/M[\d.]+ [\d.]+/g) ?? [];
      expect(starts.length).toBeGreaterThan(4);
      for (const start of starts) {
        const [x = -1, y = -1] = start.slice(1).split(" ").map(Number);
        expect(Math.hypot(x - 200, y - 200)).toBeLessThanOrEqual(190);
      }
      expect(all.join("").length).toBeLessThan(12_000);
    }
  });
});
