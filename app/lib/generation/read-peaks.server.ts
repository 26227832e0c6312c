/** How many peaks are kept of a song: one for each bar of the widest waveform that is drawn of it. */
export const PEAKS = 192;

/**
 * Hz. Enough for how loud something is, and little memory: five minutes are 10 MB. What is above half of it is left out,
 * which changes a bar by a hair.
 */
const SAMPLE_RATE = 8_000;
/** Samples that are looked at for one peak: more say nothing more, and reading millions would stop the server. */
const SAMPLES_A_PEAK = 2_000;

/** How loud each part of a song is: the root mean square of its samples, spread over the whole. */
function loudness(samples: Float32Array): number[] {
  return Array.from({ length: PEAKS }, (_, part) => {
    const from = Math.floor((part * samples.length) / PEAKS);
    const to = Math.max(from + 1, Math.floor(((part + 1) * samples.length) / PEAKS));
    const step = Math.max(1, Math.floor((to - from) / SAMPLES_A_PEAK));
    let sum = 0;
    let count = 0;
    for (let index = from; index < to; index += step) {
      sum += (samples[index] ?? 0) ** 2;
      count += 1;
    }
    return Math.sqrt(sum / count);
  });
}

/**
 * Reads from the audio itself how loud a song is from its beginning to its end, for its waveform.
 *
 * @param audio a whole WAV or MP3 file
 * @returns PEAKS whole numbers from 0 to 255; the loudest part of the song is 255
 * @throws Error when it cannot be decoded
 */
export async function readPeaks(audio: Uint8Array): Promise<number[]> {
  // A native library of some size: loaded by the servers that make songs, when they make one.
  const { OfflineAudioContext } = await import("node-web-audio-api");
  const context = new OfflineAudioContext(1, 1, SAMPLE_RATE);
  const decoded = await context.decodeAudioData(new Uint8Array(audio).buffer);
  const levels = loudness(decoded.getChannelData(0));
  const most = Math.max(...levels);
  return levels.map((level) => (most > 0 ? Math.round((255 * level) / most) : 0));
}
