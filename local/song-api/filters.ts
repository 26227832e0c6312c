export type FilterKind = "lowpass" | "highpass" | "bandpass";

/**
 * Filters samples in place, by a second-order section after Robert Bristow-Johnson's "Cookbook formulae for audio EQ
 * biquad filter coefficients"; a bandpass has 0 dB at its frequency.
 *
 * @param filter.frequency in Hz, where it cuts or what it lets pass
 * @param filter.q how sharp it is; 0.71 is without a resonance
 * @param filter.rate samples a second
 */
export function biquad(
  samples: Float32Array,
  { kind, frequency, q, rate }: { kind: FilterKind; frequency: number; q: number; rate: number },
): void {
  const turn = (2 * Math.PI * frequency) / rate;
  const [cos, alpha] = [Math.cos(turn), Math.sin(turn) / (2 * q)];
  const sides = { lowpass: (1 - cos) / 2, highpass: (1 + cos) / 2, bandpass: alpha }[kind];
  const middle = { lowpass: 1 - cos, highpass: -(1 + cos), bandpass: 0 }[kind];
  const a0 = 1 + alpha;
  const b0 = sides / a0;
  const b1 = middle / a0;
  const b2 = (kind === "bandpass" ? -sides : sides) / a0;
  const a1 = (-2 * cos) / a0;
  const a2 = (1 - alpha) / a0;
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (let index = 0; index < samples.length; index++) {
    const x = samples[index] ?? 0;
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    samples[index] = y;
  }
}

/** Lengths of the combs in seconds: none is a multiple of another, so that no tone stands out. */
const COMBS = [0.0297, 0.0371, 0.0411, 0.0437];
const ALL_PASSES = [0.005, 0.0017];

/**
 * The answer of a small hall, after Schroeder ("Natural sounding artificial reverberation", JAES 10:3, 1962): four combs
 * beside each other, then two all-passes. The combs lose treble on each round, as walls do.
 *
 * @param seconds until it has fallen by 60 dB
 * @param rate samples a second
 * @returns the answer alone, as long as what was played
 */
export function reverberate(samples: Float32Array, seconds: number, rate: number): Float32Array {
  const wet = new Float32Array(samples.length);
  for (const length of COMBS) {
    const line = new Float32Array(Math.round(length * rate));
    const feedback = 10 ** ((-3 * length) / seconds);
    let [at, smooth] = [0, 0];
    for (let index = 0; index < samples.length; index++) {
      const echo = line[at] ?? 0;
      wet[index] = (wet[index] ?? 0) + echo / COMBS.length;
      smooth += 0.6 * (echo - smooth);
      line[at] = (samples[index] ?? 0) + feedback * smooth;
      at = (at + 1) % line.length;
    }
  }
  for (const length of ALL_PASSES) {
    const line = new Float32Array(Math.round(length * rate));
    let at = 0;
    for (let index = 0; index < wet.length; index++) {
      const echo = line[at] ?? 0;
      const played = (wet[index] ?? 0) + 0.7 * echo;
      wet[index] = echo - 0.7 * played;
      line[at] = played;
      at = (at + 1) % line.length;
    }
  }
  return wet;
}

/**
 * Makes loud passages less loud in place: above the threshold, three more decibels become one.
 *
 * @param threshold in dBFS
 * @param rate samples a second
 */
export function compress(samples: Float32Array, threshold: number, rate: number): void {
  const from = 10 ** (threshold / 20);
  const [rise, fall] = [Math.exp(-1 / (0.003 * rate)), Math.exp(-1 / (0.25 * rate))];
  let level = 0;
  for (let index = 0; index < samples.length; index++) {
    const size = Math.abs(samples[index] ?? 0);
    const pace = size > level ? rise : fall;
    level = pace * level + (1 - pace) * size;
    if (level > from) samples[index] = (samples[index] ?? 0) * (from / level) ** (2 / 3);
  }
}
