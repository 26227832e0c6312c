import type { Note } from "./compose.server";
import type { Voice } from "./musical-styles.server";
import { createRandom } from "./random.server";

/** Plays one note of a voice into a node. */
export type Instrument = (note: Note) => void;

const frequencyOf = (pitch: number) => 440 * 2 ** ((pitch - 69) / 12);
const NOISE_SECONDS = 0.5;

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

/**
 * Keeps a value up to a time at which it is to fall. node-web-audio-api 1.0.9 needs the explicit event: it
 * applies setTargetAtTime() from the event before, so that a fall after a pause begins at a huge value.
 */
function holdUntil(param: AudioParam, value: number, time: number) {
  param.linearRampToValueAtTime(value, time);
}

function tonal(context: BaseAudioContext, output: AudioNode, shape: Shape): Instrument {
  const wave = context.createPeriodicWave(new Float32Array(shape.overtones.length + 1), [
    0,
    ...shape.overtones,
  ]);
  const detunings = shape.chorus ? [-shape.chorus, shape.chorus] : [0];
  return ({ start, length, pitch, level }) => {
    const peak = (level * shape.gain) / detunings.length;
    const full = start + shape.attack;
    const end = Math.max(start + length, full);
    const envelope = context.createGain();
    envelope.gain.setValueAtTime(0, start);
    envelope.gain.linearRampToValueAtTime(peak, full);
    if (shape.decay) envelope.gain.setTargetAtTime(0, full, shape.decay);
    else holdUntil(envelope.gain, peak, end);
    envelope.gain.setTargetAtTime(0, end, shape.release);
    envelope.connect(output);
    // After seven time constants nothing is left to hear, and a stopped oscillator costs nothing.
    const silent = end + shape.release * 7;
    for (const cents of detunings) {
      const oscillator = context.createOscillator();
      oscillator.setPeriodicWave(wave);
      oscillator.frequency.value = frequencyOf(pitch);
      oscillator.detune.value = cents;
      if (shape.vibrato && length > 0.5) {
        for (let time = 0.3, side = 1; time < length; time += 0.1, side = -side) {
          oscillator.detune.linearRampToValueAtTime(cents + side * shape.vibrato, start + time);
        }
      }
      oscillator.connect(envelope);
      oscillator.start(start);
      oscillator.stop(silent);
    }
  };
}

/**
 * A plucked string after Karplus and Strong (Computer Music Journal 7:2, 1983): a burst of noise goes round a
 * delay line whose length is the pitch, and is averaged with its neighbour on each round.
 */
function pluckedString(context: BaseAudioContext, pitch: number): { buffer: AudioBuffer; rate: number } {
  const random = createRandom("string");
  const period = Math.max(2, Math.floor(context.sampleRate / frequencyOf(pitch) - 0.5));
  const buffer = context.createBuffer(1, Math.ceil(context.sampleRate * 2), context.sampleRate);
  const samples = buffer.getChannelData(0);
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
  return { buffer, rate: (frequencyOf(pitch) * (period + 0.5)) / context.sampleRate };
}

function guitar(context: BaseAudioContext, output: AudioNode): Instrument {
  const strings = new Map<number, ReturnType<typeof pluckedString>>();
  return ({ start, length, pitch, level }) => {
    const string = strings.get(pitch) ?? pluckedString(context, pitch);
    strings.set(pitch, string);
    const source = context.createBufferSource();
    source.buffer = string.buffer;
    source.playbackRate.value = string.rate;
    const envelope = context.createGain();
    envelope.gain.setValueAtTime(level * 1.9, start);
    holdUntil(envelope.gain, level * 1.9, start + length);
    envelope.gain.setTargetAtTime(0, start + length, 0.12);
    source.connect(envelope).connect(output);
    source.start(start);
    source.stop(start + length + 0.8);
  };
}

function kick(context: BaseAudioContext, output: AudioNode): Instrument {
  return ({ start, level }) => {
    const oscillator = context.createOscillator();
    oscillator.frequency.setValueAtTime(120, start);
    oscillator.frequency.exponentialRampToValueAtTime(48, start + 0.09);
    const envelope = context.createGain();
    envelope.gain.setValueAtTime(0, start);
    envelope.gain.linearRampToValueAtTime(level, start + 0.003);
    holdUntil(envelope.gain, level, start + 0.03);
    envelope.gain.setTargetAtTime(0, start + 0.03, 0.06);
    oscillator.connect(envelope).connect(output);
    oscillator.start(start);
    oscillator.stop(start + 0.45);
  };
}

function noiseDrum(
  context: BaseAudioContext,
  output: AudioNode,
  sound: { filter: BiquadFilterType; frequency: number; decay: number; gain: number },
): Instrument {
  const random = createRandom("noise");
  const noise = context.createBuffer(1, Math.ceil(context.sampleRate * NOISE_SECONDS), context.sampleRate);
  noise.getChannelData(0).forEach((_, index, samples) => {
    samples[index] = random.between(-1, 1);
  });
  const filter = context.createBiquadFilter();
  filter.type = sound.filter;
  filter.frequency.value = sound.frequency;
  filter.connect(output);
  return ({ start, level }) => {
    const source = context.createBufferSource();
    source.buffer = noise;
    const envelope = context.createGain();
    envelope.gain.setValueAtTime(level * sound.gain, start);
    holdUntil(envelope.gain, level * sound.gain, start + 0.005);
    envelope.gain.setTargetAtTime(0, start + 0.005, sound.decay);
    source.connect(envelope).connect(filter);
    source.start(start);
    source.stop(start + Math.min(NOISE_SECONDS, sound.decay * 7));
  };
}

/**
 * Builds the band.
 * @param context where the nodes live
 * @param output what every instrument plays into
 * @returns one instrument for each voice
 */
export function createInstruments(context: BaseAudioContext, output: AudioNode): Record<Voice, Instrument> {
  return {
    keys: tonal(context, output, SHAPES.keys),
    bell: tonal(context, output, SHAPES.bell),
    flute: tonal(context, output, SHAPES.flute),
    pad: tonal(context, output, SHAPES.pad),
    bass: tonal(context, output, SHAPES.bass),
    guitar: guitar(context, output),
    kick: kick(context, output),
    snare: noiseDrum(context, output, { filter: "bandpass", frequency: 1900, decay: 0.06, gain: 0.55 }),
    hat: noiseDrum(context, output, { filter: "highpass", frequency: 6500, decay: 0.025, gain: 0.4 }),
  };
}
