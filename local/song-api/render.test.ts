import { describe, expect, it } from "vitest";
import { renderSong } from "./render.ts";

const samplesOf = (wav: Uint8Array) =>
  Array.from(new Int16Array(wav.buffer, wav.byteOffset + 44), (sample) => sample / 32768);
const loudness = (samples: number[]) =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

describe("renderSong", () => {
  // One of each instrument: a voice whose envelope runs away drowns all others, which the loudness over time shows.
  it.each([
    ["happy", "pop"],
    ["nostalgic", "acoustic folk"],
    ["calm", "electronic"],
    ["romantic", "soul"],
    ["energetic", "rock"],
    ["calm", "classical"],
  ])("renders %s %s evenly, without clipping, and fades it out", (mood, genre) => {
    const samples = samplesOf(renderSong({ seed: "order:1", mood, genre, durationSeconds: 6 }));
    expect(samples).toHaveLength(6 * 22_050);
    expect(samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)).toBeLessThan(0.9);
    expect(Math.abs(samples.reduce((sum, sample) => sum + sample, 0) / samples.length)).toBeLessThan(0.001);
    const overall = loudness(samples);
    expect(overall).toBeGreaterThan(0.08);
    for (let second = 0; second < 5; second++) {
      const part = loudness(samples.slice(second * 22_050, (second + 1) * 22_050));
      expect(part).toBeGreaterThan(overall / 4);
      expect(part).toBeLessThan(overall * 2);
    }
    expect(loudness(samples.slice(-400))).toBeLessThan(0.002);
  });

  it("gives equal bytes for equal requests and others for another seed", () => {
    const request = { seed: "order:1", mood: "happy", genre: "pop", durationSeconds: 2 };
    const first = renderSong(request);
    expect(Buffer.compare(first, renderSong(request))).toBe(0);
    expect(Buffer.compare(first, renderSong({ ...request, seed: "order:2" }))).not.toBe(0);
  });

  it("renders a whole song of 15 to 30 s below 1.3 MB", () => {
    const audio = renderSong({ seed: "order:1", mood: "calm", genre: "pop" });
    const seconds = samplesOf(audio).length / 22_050;
    expect(seconds).toBeGreaterThanOrEqual(15);
    expect(seconds).toBeLessThanOrEqual(30);
    expect(audio.length).toBeLessThan(1_300_000);
  });

  it.each([0, -1, 30, Number.NaN])("refuses to render %s s", (durationSeconds) => {
    const rendering = () => renderSong({ seed: "order:1", mood: "calm", genre: "pop", durationSeconds });
    expect(rendering).toThrow(RangeError);
  });
});
