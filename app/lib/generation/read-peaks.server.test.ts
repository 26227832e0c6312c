import { describe, expect, test } from "vitest";
import { PEAKS, readPeaks } from "./read-peaks.server";
import { sampleWav } from "./sample-wav.server";

const RATE = 22_050;

/** A tone of some seconds whose loudness at each moment, from 0 to 1 of the whole, is told. */
const tone = (seconds: number, loudnessAt: (share: number) => number) =>
  sampleWav(
    Float32Array.from({ length: seconds * RATE }, (_, index) => {
      const share = index / (seconds * RATE);
      return loudnessAt(share) * Math.sin((2 * Math.PI * 440 * index) / RATE);
    }),
    RATE,
  );

/**
 * An MP3 frame (ISO 11172-3, 2.4) of 128 kbit/s, 44.1 kHz, mono, in which one spectral line sounds.
 *
 * @param gain the field global_gain: 4 more are twice as loud
 */
function mp3Frame(gain: number): Buffer {
  const bits = (value: number, length: number) => value.toString(2).padStart(length, "0");
  // 3 bits of data, one pair of lines, table 1 for all regions; every other field is 0.
  const granule = [
    bits(3, 12),
    bits(1, 9),
    bits(gain, 8),
    bits(0, 5),
    bits(0b000010000100001, 15),
    bits(0, 10),
  ];
  // The pair (1, 0) in table 1, positive.
  const pair = "010";
  const head = bits(0xfffb90c4, 32) + bits(0, 18) + granule.join("") + granule.join("") + pair + pair;
  const frame = Buffer.alloc(417);
  for (let byte = 0; byte * 8 < head.length; byte++)
    frame[byte] = Number.parseInt(head.slice(byte * 8, byte * 8 + 8).padEnd(8, "0"), 2);
  return frame;
}

describe("the peaks of a song", () => {
  test("are read from an MP3 as well", async () => {
    const [quiet, loud] = [mp3Frame(180), mp3Frame(188)];
    const frames = Array.from({ length: 200 }, (_, number) => (number < 100 ? quiet : loud));
    const peaks = await readPeaks(Buffer.concat(frames));
    expect(peaks).toHaveLength(PEAKS);
    // What a frame is decoded to reaches into the next one, and resampling has its edges.
    for (const peak of peaks.slice(4, PEAKS / 2 - 4)) expect(Math.abs(peak - 64)).toBeLessThan(12);
    for (const peak of peaks.slice(PEAKS / 2 + 4, -4)) expect(peak).toBeGreaterThan(235);
  });

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
      sampleWav(new Float32Array(30).fill(0.5), RATE),
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
