import { describe, expect, it } from "vitest";
import { compose, type Note } from "./compose.ts";
import { genreStyleOf, moodStyleOf } from "./musical-styles.ts";

const MOODS = ["happy", "romantic", "calm", "energetic", "nostalgic"];
const GENRES = ["pop", "acoustic folk", "jazz", "classical", "electronic", "rock", "r&b"];
const DRUMS = ["kick", "snare", "hat"];
const SEEDS = Array.from({ length: 40 }, (_, index) => `order-${index}:1`);

const tonal = (notes: Note[]) => notes.filter(({ voice }) => !DRUMS.includes(voice));
/** In pop the bell plays the melody and nothing else does. */
const melody = (notes: Note[]) => notes.filter(({ voice }) => voice === "bell");

describe("compose", () => {
  it("gives the same song for the same seed and another for another variant", () => {
    expect(compose("order:1", "happy", "pop")).toEqual(compose("order:1", "happy", "pop"));
    expect(melody(compose("order:1", "happy", "pop").notes)).not.toEqual(
      melody(compose("order:2", "happy", "pop").notes),
    );
  });

  it("lasts 15 to 29 s, and as long as asked for", () => {
    for (const mood of MOODS) {
      for (const seed of SEEDS) {
        const { durationSeconds } = compose(seed, mood, "pop");
        expect(durationSeconds).toBeGreaterThanOrEqual(15);
        expect(durationSeconds).toBeLessThanOrEqual(29);
      }
    }
    expect(compose("order", "calm", "pop", 6).durationSeconds).toBe(6);
  });

  it.each(MOODS)("stays in one scale when it is %s", (mood) => {
    // Walking bass leads into the next chord by a half step, which is jazz and not a mistake.
    for (const genre of GENRES.filter((name) => name !== "jazz")) {
      const { notes } = compose("order:3", mood, genre);
      const used = new Set(tonal(notes).map(({ pitch }) => pitch % 12));
      const tonic = notes.filter(({ voice }) => voice === "bass").at(-1)?.pitch ?? Number.NaN;
      const scale = new Set(moodStyleOf(mood).scale.map((step) => (step + tonic) % 12));
      expect([...used].filter((pitchClass) => !scale.has(pitchClass))).toEqual([]);
    }
  });

  it("sings: a comfortable range and few leaps", () => {
    for (const mood of MOODS) {
      for (const seed of SEEDS) {
        const pitches = melody(compose(seed, mood, "pop").notes).map(({ pitch }) => pitch);
        expect(Math.min(...pitches)).toBeGreaterThanOrEqual(55);
        expect(Math.max(...pitches)).toBeLessThanOrEqual(86);
        const leaps = pitches
          .slice(1)
          .filter((pitch, index) => Math.abs(pitch - (pitches[index] ?? pitch)) > 7);
        expect(leaps.length).toBeLessThanOrEqual(pitches.length * 0.15);
      }
    }
  });

  it("comes back to its motif: the rhythm of bar one is heard again in bar three", () => {
    const { notes, durationSeconds } = compose("order:4", "happy", "pop", 22.8);
    const bar = (durationSeconds - 2.8) / Math.round((durationSeconds - 2.8) / 2.2);
    const rhythm = (number: number) =>
      melody(notes)
        .filter(({ start }) => Math.floor((start + 0.02) / bar) === number)
        .map(({ length }) => length.toFixed(3));
    expect(rhythm(0).length).toBeGreaterThan(1);
    expect(rhythm(2)).toEqual(rhythm(0));
  });

  it("ends on the tonic in melody and bass", () => {
    const { notes } = compose("order:5", "romantic", "pop");
    const last = (voice: string) => notes.filter((note) => note.voice === voice).at(-1)?.pitch ?? Number.NaN;
    expect((last("bell") - last("bass")) % 12).toBe(0);
  });

  it("plays every genre, with no note before the start or out of hearing", () => {
    for (const genre of GENRES) {
      const { notes } = compose("order:6", "happy", genre);
      expect(notes.length).toBeGreaterThan(50);
      for (const note of notes) {
        expect(note.start).toBeGreaterThanOrEqual(0);
        expect(note.length).toBeGreaterThan(0);
        expect(note.level).toBeGreaterThan(0);
        expect(note.level).toBeLessThanOrEqual(1);
        expect(note.pitch).toBeGreaterThanOrEqual(33);
        expect(note.pitch).toBeLessThanOrEqual(86);
      }
    }
  });
});

describe("styles", () => {
  it("understands free text in any case", () => {
    expect(moodStyleOf("Bittersweet & Nostalgic")).toBe(moodStyleOf("nostalgic"));
    expect(genreStyleOf("Indie Rock")).toBe(genreStyleOf("rock"));
    expect(genreStyleOf("R&B")).toBe(genreStyleOf("soul"));
    expect(moodStyleOf("happy")).not.toBe(moodStyleOf("calm"));
  });

  it("has an answer for words that it does not know", () => {
    expect(moodStyleOf("")).toBe(moodStyleOf("romantic"));
    expect(genreStyleOf("zzz")).toBe(genreStyleOf("pop"));
  });
});
