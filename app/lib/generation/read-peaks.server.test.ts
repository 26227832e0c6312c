import { describe, expect, test } from "vitest";
import { PEAKS, readPeaks } from "./read-peaks.server";
import { encodeWav } from "./wav.server";

const RATE = 22_050;

/** A tone of some seconds whose loudness at each moment, from 0 to 1 of the whole, is told. */
const tone = (seconds: number, loudnessAt: (share: number) => number) =>
  encodeWav(
    Float32Array.from({ length: seconds * RATE }, (_, index) => {
      const share = index / (seconds * RATE);
      return loudnessAt(share) * Math.sin((2 * Math.PI * 440 * index) / RATE);
    }),
    RATE,
  );

describe("the peaks of a song", () => {
  test("follow its loudness, the loudest being 255", async () => {
    const peaks = await readPeaks(tone(4, (share) => (share < 0.5 ? 0.2 : 0.8)));
    expect(peaks).toHaveLength(PEAKS);
    expect(Math.max(...peaks)).toBe(255);
    for (const quiet of peaks.slice(2, PEAKS / 2 - 2)) expect(quiet).toBeCloseTo(64, -1);
    for (const loud of peaks.slice(PEAKS / 2 + 2, -2)) expect(loud).toBeGreaterThan(240);
  });

  test("are whole numbers from 0 to 255, for silence and for a song that is shorter than they are many", async () => {
    for (const audio of [
      tone(1, () => 0),
      encodeWav(new Float32Array(30).fill(0.5), RATE),
      tone(2, (s) => s),
    ]) {
      const peaks = await readPeaks(audio);
      expect(peaks).toHaveLength(PEAKS);
      for (const peak of peaks) expect(Number.isInteger(peak) && peak >= 0 && peak <= 255).toBe(true);
    }
  });

  test("leave the audio as it is, and refuse what is none", async () => {
    const audio = tone(1, () => 0.5);
    const before = audio.slice();
    await readPeaks(audio);
    expect(audio).toEqual(before);
    await expect(readPeaks(new TextEncoder().encode("no audio at all"))).rejects.toThrow();
  });
});
