import { expect, test } from "vitest";
import { waveformPath } from "./waveform";

/** How high each bar of a path is. */
const heightsOf = (path: string) => [...path.matchAll(/v([\d.]+)/g)].map(([, height]) => Number(height));

test("a waveform has 64 bars within its box, whatever is known of the song", () => {
  for (const peaks of [null, [], [7], Array(192).fill(255), Array(512).fill(0), [0, 255]]) {
    const path = waveformPath(peaks);
    expect(path).toMatch(/^(M[\d.]+ [\d.]+v[\d.]+){64}$/);
    for (const [, x, y, height] of path.matchAll(/M([\d.]+) ([\d.]+)v([\d.]+)/g)) {
      expect(Number(x)).toBeLessThan(320);
      expect(Number(y) + Number(height)).toBeLessThanOrEqual(64);
    }
  }
});

test("a bar is as high as the loudest of its part, and silence can be seen, too", () => {
  const peaks = Array(192).fill(0);
  peaks[3] = 128;
  peaks[191] = 255;
  const heights = heightsOf(waveformPath(peaks));
  expect(heights[0]).toBe(3);
  expect(heights[1]).toBeGreaterThan(15);
  expect(heights[1]).toBeLessThan(30);
  expect(heights[63]).toBe(59);
});

test("of a song that nobody has read yet, all bars are alike", () => {
  expect(new Set(heightsOf(waveformPath(null))).size).toBe(1);
});
