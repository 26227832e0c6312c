import { setImmediate as nextTurn } from "node:timers/promises";
import { MPEGDecoder } from "mpg123-decoder";
import { audioTypeOf } from "./audio-type.server";
import { samplesOfWav } from "./wav.server";

/** How many peaks are kept of a song: one for each bar of the widest waveform that is drawn of it. */
export const PEAKS = 192;

/** Samples that are looked at at once: what is kept of them is how loud they are. 12 ms at 44.1 kHz. */
const BLOCK = 512;
/** Bytes of an MP3 that are decoded before others get their turn: two seconds of music, a few milliseconds of work. */
const CHUNK_BYTES = 32 * 1024;

/** How loud a song is, block by block: its samples are not kept, since five minutes of them are 50 MB. */
class Loudness {
  readonly #energies: number[] = [];
  #sum = 0;
  #count = 0;

  add(samples: Float32Array): void {
    for (const sample of samples) {
      this.#sum += sample * sample;
      this.#count += 1;
      if (this.#count === BLOCK) this.#end();
    }
  }

  #end(): void {
    this.#energies.push(this.#sum / this.#count);
    this.#sum = 0;
    this.#count = 0;
  }

  /** The root mean square of each part of the song, spread over the whole. */
  parts(): number[] {
    if (this.#count > 0) this.#end();
    const energies = this.#energies;
    return Array.from({ length: PEAKS }, (_, part) => {
      const from = Math.floor((part * energies.length) / PEAKS);
      const to = Math.max(from + 1, Math.floor(((part + 1) * energies.length) / PEAKS));
      const some = energies.slice(from, to);
      return Math.sqrt(some.reduce((sum, energy) => sum + energy, 0) / some.length);
    });
  }
}

async function addMp3(loudness: Loudness, audio: Uint8Array): Promise<void> {
  const decoder = new MPEGDecoder();
  await decoder.ready;
  try {
    let decoded = 0;
    for (let at = 0; at < audio.length; at += CHUNK_BYTES) {
      const { channelData, samplesDecoded } = decoder.decode(audio.subarray(at, at + CHUNK_BYTES));
      decoded += samplesDecoded;
      if (channelData[0] && samplesDecoded > 0) loudness.add(channelData[0]);
      await nextTurn();
    }
    if (decoded === 0) throw new Error("no frame of the MP3 could be decoded");
  } finally {
    decoder.free();
  }
}

async function addWav(loudness: Loudness, audio: Uint8Array): Promise<void> {
  for (const samples of samplesOfWav(audio)) {
    loudness.add(samples);
    await nextTurn();
  }
}

/**
 * Reads from the audio itself how loud a song is from its beginning to its end, for its waveform. Of several channels
 * the first is read.
 *
 * @param audio a whole WAV or MP3 file
 * @returns PEAKS whole numbers from 0 to 255; the loudest part of the song is 255
 * @throws Error when it cannot be decoded
 */
export async function readPeaks(audio: Uint8Array): Promise<number[]> {
  const loudness = new Loudness();
  const type = audioTypeOf(audio);
  if (!type) throw new Error("it is neither a WAV nor an MP3");
  if (type.fileExtension === "mp3") await addMp3(loudness, audio);
  else await addWav(loudness, audio);
  const levels = loudness.parts();
  const most = Math.max(...levels);
  return levels.map((level) => (most > 0 ? Math.round((255 * level) / most) : 0));
}
