import type { Note } from "./compose.ts";
import { biquad, type FilterKind } from "./filters.ts";
import type { Voice } from "./musical-styles.ts";
import { createRandom } from "./random.ts";

/** Adds one note of a voice to what is there. */
export type Instrument = (mix: Float32Array, note: Note) => void;

const frequencyOf = (pitch: number) => 440 * 2 ** ((pitch - 69) / 12);
const ratioOf = (cents: number) => 2 ** (cents / 1200);
const NOISE_SECONDS = 0.5;
/** Time constants after which nothing of a fall is left to hear. */
const SILENT_AFTER = 7;

/** Strengths of the overtones, fundamental first; what makes the timbre. */
const OVERTONES = {
  keys: [1, 0.42, 0.2, 0.11, 0.05, 0.03],
  bell: [1, 0.08, 0.3, 0.02, 0.1],
  flute: [1, 0.22, 0.12, 0.03],
  pad: [1, 0.5, 0.33, 0.25, 0.2, 0.16],
  bass: [1, 0.45, 0.18, 0.06],
} as const;

interface Shape {
  overtones: readonly number[];
  /** Seconds to full loudness. */
  attack: number;
  /** Time constant of the fall while held, in seconds; absent: it holds. */
  decay?: number;
  /** Time constant after release, in seconds. */
  release: number;
  gain: number;
  /** Detuning of a second oscillator in cents, for width. */
  chorus?: number;
  /** Depth in cents of a slow vibrato. */
  vibrato?: number;
}

const SHAPES: Record<"keys" | "bell" | "flute" | "pad" | "bass", Shape> = {
  keys: { overtones: OVERTONES.keys, attack: 0.006, decay: 0.7, release: 0.12, gain: 0.5, chorus: 4 },
  bell: { overtones: OVERTONES.bell, attack: 0.004, decay: 0.55, release: 0.2, gain: 0.55 },
  flute: { overtones: OVERTONES.flute, attack: 0.06, release: 0.08, gain: 0.34, vibrato: 9 },
  pad: { overtones: OVERTONES.pad, attack: 0.25, release: 0.3, gain: 0.2, chorus: 9 },
  bass: { overtones: OVERTONES.bass, attack: 0.012, decay: 1.1, release: 0.06, gain: 0.46 },
};

const TABLE_SIZE = 2048;

/** One period of a tone, its highest point 1. Overtones that the sample rate cannot carry are left out. */
function periodOf(overtones: readonly number[], frequency: number, rate: number): Float32Array {
  const heard = overtones.filter((_, index) => (index + 1) * frequency < rate / 2);
  const table = new Float32Array(TABLE_SIZE + 1);
  for (let at = 0; at <= TABLE_SIZE; at++)
    table[at] = heard.reduce(
      (sum, strength, index) => sum + strength * Math.sin((2 * Math.PI * (index + 1) * at) / TABLE_SIZE),
      0,
    );
  const highest = table.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return highest > 0 ? table.map((value) => value / highest) : table;
}

/** A slow swing between -1 and 1, which begins after a while. */
function swing(seconds: number): number {
  if (seconds < 0.3) return seconds / 0.3;
  const halves = (seconds - 0.3) / 0.1;
  const side = Math.floor(halves) % 2 === 0 ? 1 : -1;
  return side * (1 - 2 * (halves % 1));
}

function tonal(rate: number, shape: Shape): Instrument {
  const tables = new Map<number, Float32Array>();
  const detunings = shape.chorus ? [-shape.chorus, shape.chorus] : [0];
  return (mix, { start, length, pitch, level }) => {
    const frequency = frequencyOf(pitch);
    const table = tables.get(pitch) ?? periodOf(shape.overtones, frequency, rate);
    tables.set(pitch, table);
    const gain = (level * shape.gain) / detunings.length;
    const first = Math.ceil(start * rate);
    const full = first + shape.attack * rate;
    const end = Math.max(first + length * rate, full);
    const last = Math.min(mix.length, end + shape.release * SILENT_AFTER * rate);
    // Both fall by the same share with each sample.
    const held = shape.decay ? Math.exp(-1 / (shape.decay * rate)) : 1;
    const released = Math.exp(-1 / (shape.release * rate));
    const sways = shape.vibrato !== undefined && length > 0.5;
    for (const cents of detunings) {
      const step = (TABLE_SIZE * frequency * ratioOf(cents)) / rate;
      let phase = 0;
      let loudness = 0;
      for (let index = first; index < last; index++) {
        if (index < full) loudness = (index - first) / (full - first);
        else loudness *= index < end ? held : released;
        const whole = Math.floor(phase);
        const before = table[whole] ?? 0;
        const value = before + (phase - whole) * ((table[whole + 1] ?? 0) - before);
        mix[index] = (mix[index] ?? 0) + gain * loudness * value;
        phase +=
          sways && index < end ? step * ratioOf((shape.vibrato ?? 0) * swing((index - first) / rate)) : step;
        if (phase >= TABLE_SIZE) phase -= TABLE_SIZE;
      }
    }
  };
}

/**
 * A plucked string after Karplus and Strong (Computer Music Journal 7:2, 1983): a burst of noise goes round a
 * delay line whose length is the pitch, and is averaged with its neighbour on each round.
 */
function pluckedString(rate: number, pitch: number): { samples: Float32Array; speed: number } {
  const random = createRandom("string");
  const period = Math.max(2, Math.floor(rate / frequencyOf(pitch) - 0.5));
  const samples = new Float32Array(Math.ceil(rate * 2));
  let smooth = 0;
  for (let index = 0; index < period; index++) {
    smooth += 0.35 * (random.between(-1, 1) - smooth); // a finger, not a plectrum
    samples[index] = smooth;
  }
  for (let index = period; index < samples.length; index++) {
    const round = samples[index - period] ?? 0;
    const before = samples[index - period - 1] ?? 0;
    samples[index] = 0.4992 * (round + before);
  }
  // The line holds whole samples only; playing it slightly faster puts it exactly in tune.
  return { samples, speed: (frequencyOf(pitch) * (period + 0.5)) / rate };
}

const STRING_RELEASE = 0.12;

function guitar(rate: number): Instrument {
  const strings = new Map<number, ReturnType<typeof pluckedString>>();
  return (mix, { start, length, pitch, level }) => {
    const string = strings.get(pitch) ?? pluckedString(rate, pitch);
    strings.set(pitch, string);
    const { samples, speed } = string;
    const first = Math.ceil(start * rate);
    const last = Math.min(mix.length, first + Math.floor((length + 0.8) * rate));
    for (let index = first; index < last; index++) {
      const place = (index - first) * speed;
      const whole = Math.floor(place);
      if (whole + 1 >= samples.length) break;
      const before = samples[whole] ?? 0;
      const value = before + (place - whole) * ((samples[whole + 1] ?? 0) - before);
      const over = (index - first) / rate - length;
      const fall = over > 0 ? Math.exp(-over / STRING_RELEASE) : 1;
      mix[index] = (mix[index] ?? 0) + level * 1.9 * fall * value;
    }
  };
}

/** Adds a sound that is always the same, as loud as the note says. */
function drum(rate: number, sound: Float32Array): Instrument {
  return (mix, { start, level }) => {
    const first = Math.ceil(start * rate);
    for (let index = 0; index < sound.length && first + index < mix.length; index++)
      mix[first + index] = (mix[first + index] ?? 0) + level * (sound[index] ?? 0);
  };
}

function kick(rate: number): Float32Array {
  let phase = 0;
  return Float32Array.from({ length: Math.floor(0.45 * rate) }, (_, index) => {
    const age = index / rate;
    // Its pitch falls from 120 to 48 Hz.
    phase += (2 * Math.PI * 120 * (48 / 120) ** Math.min(1, age / 0.09)) / rate;
    const loudness = age < 0.003 ? age / 0.003 : Math.exp(-Math.max(0, age - 0.03) / 0.06);
    return loudness * Math.sin(phase);
  });
}

function noise(rate: number, sound: { filter: FilterKind; frequency: number; decay: number; gain: number }) {
  const random = createRandom("noise");
  const length = Math.floor(Math.min(NOISE_SECONDS, sound.decay * SILENT_AFTER) * rate);
  const burst = Float32Array.from({ length }, (_, index) => {
    const fall = Math.exp(-Math.max(0, index / rate - 0.005) / sound.decay);
    return sound.gain * fall * random.between(-1, 1);
  });
  biquad(burst, { kind: sound.filter, frequency: sound.frequency, q: 1, rate });
  return burst;
}

/**
 * Builds the band.
 * @param rate samples a second
 * @returns one instrument for each voice
 */
export function createInstruments(rate: number): Record<Voice, Instrument> {
  return {
    keys: tonal(rate, SHAPES.keys),
    bell: tonal(rate, SHAPES.bell),
    flute: tonal(rate, SHAPES.flute),
    pad: tonal(rate, SHAPES.pad),
    bass: tonal(rate, SHAPES.bass),
    guitar: guitar(rate),
    kick: drum(rate, kick(rate)),
    snare: drum(rate, noise(rate, { filter: "bandpass", frequency: 1900, decay: 0.06, gain: 0.55 })),
    hat: drum(rate, noise(rate, { filter: "highpass", frequency: 6500, decay: 0.025, gain: 0.4 })),
  };
}
