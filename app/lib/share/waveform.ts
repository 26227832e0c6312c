/** Bars that a waveform has: as many as can be told apart on the narrowest phone. */
const BARS = 64;
/** Units of the drawing: from one bar to the next, its height, and the least that a bar is high, for silence. */
const STEP = 5;
const HEIGHT = 64;
const LEAST = 3;

/** Songs are mixed to be about equally loud throughout; drawn as they are, every one would be a brick. */
const SPREAD = 1.7;

export const WAVEFORM_BOX = `0 0 ${BARS * STEP} ${HEIGHT}`;

/**
 * The path of a waveform: one upright stroke a bar, around the middle.
 *
 * @param peaks how loud the song is from beginning to end, 0 to 255; null when nobody knows yet, then it is even
 */
export function waveformPath(peaks: readonly number[] | null): string {
  return Array.from({ length: BARS }, (_, bar) => {
    const from = Math.floor((bar * (peaks?.length ?? 0)) / BARS);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * (peaks?.length ?? 0)) / BARS));
    const level = (Math.max(0, ...(peaks ?? []).slice(from, to)) / 255) ** SPREAD;
    const half = Math.max(LEAST, level * (HEIGHT - STEP)) / 2;
    return `M${bar * STEP + STEP / 2} ${(HEIGHT / 2 - half).toFixed(1)}v${(2 * half).toFixed(1)}`;
  }).join("");
}
