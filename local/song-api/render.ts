import { compose } from "./compose.ts";
import { biquad, compress, reverberate } from "./filters.ts";
import { createInstruments } from "./instruments.ts";
import { encodeWav } from "./wav.ts";

/** What a rendered song depends on; equal values give equal audio. */
export interface RenderRequest {
  seed: string;
  mood: string;
  genre: string;
  /** 2 to 29 s; absent: 19 to 28 s as the music wants. */
  durationSeconds?: number;
}

const SAMPLE_RATE = 22_050; // Hz; half of a CD's, in mono: 29 s stay below 1.3 MB and lose nothing audible here
const LONGEST_SECONDS = 29;
const SHORTEST_SECONDS = 2;
const FADE_SECONDS = 1.4;
const REVERB_SECONDS = 1.4;
const REVERB_LEVEL = 0.16;
const PEAK = 0.89; // -1 dBFS: room for what a lossy re-encoding adds
const LOUDNESS = 0.14; // root mean square, -17 dBFS: songs of every genre are about equally loud

/** From the band to the speakers: without rumble, as bright as the song wants, in a small hall, faded out. */
function master(mix: Float32Array, brightness: number): void {
  biquad(mix, { kind: "highpass", frequency: 32, q: 1.1, rate: SAMPLE_RATE });
  biquad(mix, { kind: "lowpass", frequency: brightness, q: 1.06, rate: SAMPLE_RATE });
  const wet = reverberate(mix, REVERB_SECONDS, SAMPLE_RATE);
  for (let index = 0; index < mix.length; index++)
    mix[index] = (mix[index] ?? 0) + REVERB_LEVEL * (wet[index] ?? 0);
  compress(mix, -18, SAMPLE_RATE);
  const seconds = mix.length / SAMPLE_RATE;
  const length = Math.min(FADE_SECONDS, seconds / 4) * SAMPLE_RATE;
  const silent = mix.length - 0.02 * SAMPLE_RATE;
  for (let index = Math.floor(mix.length - length); index < mix.length; index++)
    mix[index] = (mix[index] ?? 0) * Math.max(0, (silent - index) / (silent - mix.length + length));
}

/** Brings the loudness to its target; what would go beyond the limit is bent, as a full amplifier does. */
function normalise(samples: Float32Array): Float32Array {
  const energy = samples.reduce((sum, sample) => sum + sample * sample, 0);
  const gain = LOUDNESS / Math.sqrt(energy / samples.length);
  return samples.map((sample) => PEAK * Math.tanh((gain * sample) / PEAK));
}

/**
 * Composes a song and renders it to a WAV file (16-bit, mono, 22.05 kHz, below 1.3 MB). That is half a second of work
 * without a pause; a server leaves it to a renderer (renderer.ts).
 * @throws RangeError when durationSeconds is not between 2 and 29
 */
export function renderSong({ seed, mood, genre, durationSeconds }: RenderRequest): Uint8Array {
  if (
    durationSeconds !== undefined &&
    !(durationSeconds >= SHORTEST_SECONDS && durationSeconds <= LONGEST_SECONDS)
  ) {
    throw new RangeError(`A song lasts ${SHORTEST_SECONDS} to ${LONGEST_SECONDS} s, not ${durationSeconds}`);
  }
  const song = compose(seed, mood, genre, durationSeconds);
  const mix = new Float32Array(Math.round(song.durationSeconds * SAMPLE_RATE));
  const instruments = createInstruments(SAMPLE_RATE);
  for (const note of song.notes) instruments[note.voice](mix, note);
  master(mix, song.brightness);
  return encodeWav(normalise(mix), SAMPLE_RATE);
}
