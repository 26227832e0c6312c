import { setImmediate as nextTurn } from "node:timers/promises";
import { compose } from "./compose.server";
import { createInstruments } from "./instruments.server";
import { createRandom } from "./random.server";
import { encodeWav } from "./wav.server";

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
const NOTES_A_TURN = 24;

/** The impulse answer of a small hall: noise that dies away, its treble first. */
function hall(context: BaseAudioContext): AudioBuffer {
  const random = createRandom("hall");
  const impulse = context.createBuffer(1, Math.ceil(SAMPLE_RATE * REVERB_SECONDS), SAMPLE_RATE);
  let smooth = 0;
  impulse.getChannelData(0).forEach((_, index, samples) => {
    const age = index / samples.length;
    smooth += (0.6 - 0.45 * age) * (random.between(-1, 1) - smooth);
    samples[index] = smooth * Math.exp(-6 * age);
  });
  return impulse;
}

/** Connects the chain from the mix to the speakers and returns where the instruments plug in. */
function createMaster(context: BaseAudioContext, brightness: number, durationSeconds: number): AudioNode {
  const mix = context.createGain();
  const rumble = context.createBiquadFilter();
  rumble.type = "highpass";
  rumble.frequency.value = 32;
  const warmth = context.createBiquadFilter();
  warmth.type = "lowpass";
  warmth.frequency.value = brightness;
  warmth.Q.value = 0.5;
  const reverb = context.createConvolver();
  reverb.buffer = hall(context);
  const wet = context.createGain();
  wet.gain.value = REVERB_LEVEL;
  const glue = context.createDynamicsCompressor();
  glue.threshold.value = -18;
  glue.ratio.value = 3;
  const fade = context.createGain();
  const fadeFrom = durationSeconds - Math.min(FADE_SECONDS, durationSeconds / 4);
  fade.gain.setValueAtTime(1, fadeFrom);
  fade.gain.linearRampToValueAtTime(0, durationSeconds - 0.02);
  mix.connect(rumble).connect(warmth).connect(glue);
  warmth.connect(reverb).connect(wet).connect(glue);
  glue.connect(fade).connect(context.destination);
  return mix;
}

/** Brings the loudness to its target, or the highest peak to its limit, whichever comes first. */
function normalise(samples: Float32Array): Float32Array {
  let peak = 0;
  let energy = 0;
  for (const sample of samples) {
    peak = Math.max(peak, Math.abs(sample));
    energy += sample * sample;
  }
  const gain = Math.min(PEAK / peak, LOUDNESS / Math.sqrt(energy / samples.length));
  return samples.map((sample) => sample * gain);
}

/** Loaded on first use: a server with another provider then needs no native audio library. */
async function loadAudioLibrary() {
  try {
    return await import("node-web-audio-api");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `The audio library could not be loaded (${reason}). On Linux it needs ALSA's libasound.so.2: ` +
        "install libasound2 (Debian, Ubuntu) or alsa-lib (Fedora).",
      { cause },
    );
  }
}

/**
 * Composes a song and renders it to a WAV file (16-bit, mono, 22.05 kHz, below 1.3 MB). Rendering runs on a
 * thread of the audio library; the event loop stays free.
 * @throws RangeError when durationSeconds is not between 2 and 29; Error when the audio library cannot load
 */
export async function renderSong({ seed, mood, genre, durationSeconds }: RenderRequest): Promise<Uint8Array> {
  if (
    durationSeconds !== undefined &&
    !(durationSeconds >= SHORTEST_SECONDS && durationSeconds <= LONGEST_SECONDS)
  ) {
    throw new RangeError(`A song lasts ${SHORTEST_SECONDS} to ${LONGEST_SECONDS} s, not ${durationSeconds}`);
  }
  const { OfflineAudioContext } = await loadAudioLibrary();
  const song = compose(seed, mood, genre, durationSeconds);
  const context = new OfflineAudioContext(1, Math.round(song.durationSeconds * SAMPLE_RATE), SAMPLE_RATE);
  const instruments = createInstruments(
    context,
    createMaster(context, song.brightness, song.durationSeconds),
  );
  for (const [index, note] of song.notes.entries()) {
    if (index % NOTES_A_TURN === 0) await nextTurn();
    instruments[note.voice](note);
  }
  const rendered = await context.startRendering();
  return encodeWav(normalise(rendered.getChannelData(0)), SAMPLE_RATE);
}
