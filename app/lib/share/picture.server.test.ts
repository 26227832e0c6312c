import { describe, expect, test } from "vitest";
import { pictureOf } from "./picture.server";

/** Width and height of a PNG (ISO 15948, 11.2.2). */
const sizeOf = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)];

describe("a song's picture", () => {
  test.each([
    ["wide", 1200, 630],
    ["square", 512, 512],
  ] as const)("is a PNG, %s", async (shape, width, height) => {
    for (const tone of ["festive", "quiet"] as const) {
      const png = await pictureOf(7, tone, shape);
      expect(png.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
      expect(sizeOf(png)).toEqual([width, height]);
      // A plain ground would be a few hundred bytes.
      expect(png.byteLength).toBeGreaterThan(10_000);
      expect(png.byteLength).toBeLessThan(300_000);
    }
  });

  test("is another for another song, and painted once for the same", async () => {
    const first = pictureOf(1, "festive", "square");
    expect(pictureOf(1, "festive", "square")).toBe(first);
    expect((await pictureOf(2, "festive", "square")).equals(await first)).toBe(false);
  });

  test("is forgotten when many others were asked for since", async () => {
    const first = pictureOf(1000, "quiet", "square");
    for (let seed = 1001; seed < 1065; seed++) await pictureOf(seed, "quiet", "square");
    expect(pictureOf(1000, "quiet", "square")).not.toBe(first);
  });
});
