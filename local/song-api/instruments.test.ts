import { expect, it } from "vitest";
import { createInstruments } from "./instruments.ts";
import type { Voice } from "./musical-styles.ts";

const RATE = 22_050;

function record(voice: Voice, pitch: number, length = 1) {
  const mix = new Float32Array(RATE * 2);
  createInstruments(RATE)[voice](mix, { voice, start: 0.1, length, pitch, level: 0.5 });
  return mix;
}

/** How strongly a pitch, which may lie between two notes, sounds. */
function strength(samples: Float32Array, pitch: number) {
  const turn = (2 * Math.PI * 440 * 2 ** ((pitch - 69) / 12)) / RATE;
  let along = 0;
  let across = 0;
  samples.forEach((sample, index) => {
    along += sample * Math.cos(turn * index);
    across += sample * Math.sin(turn * index);
  });
  return Math.hypot(along, across);
}

it.each<[Voice, number]>([
  ["keys", 60],
  ["bell", 72],
  ["flute", 76],
  ["pad", 64],
  ["bass", 41],
  ["guitar", 52],
  ["guitar", 67],
  ["guitar", 79],
])("%s plays note %i in tune", (voice, pitch) => {
  const samples = record(voice, pitch);
  // Measured in tenths of a semitone around the note; a tenth is what few people hear.
  const offsets = Array.from({ length: 21 }, (_, index) => (index - 10) / 10);
  const strongest = offsets.reduce((best, offset) =>
    strength(samples, pitch + offset) > strength(samples, pitch + best) ? offset : best,
  );
  expect(Math.abs(strongest)).toBeLessThanOrEqual(0.1);
});

it.each<Voice>(["keys", "bell", "flute", "pad", "bass", "guitar", "kick", "snare", "hat"])(
  "%s is silent before its note, heard in it, never overdriven, and silent again",
  (voice) => {
    const samples = record(voice, 60, 0.4);
    const peak = (from: number, to: number) =>
      samples.slice(from * RATE, to * RATE).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    expect(peak(0, 0.095)).toBe(0);
    expect(peak(0.1, 0.5)).toBeGreaterThan(0.05);
    expect(peak(0.1, 0.5)).toBeLessThan(0.9);
    // A pad takes longest to die away: by then a hundredth of it may be left.
    expect(peak(1.9, 2)).toBeLessThan(0.01);
  },
);
