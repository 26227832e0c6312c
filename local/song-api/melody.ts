import type { Random } from "./random.ts";

/** A note of the melody before it has a pitch: the degree counts scale steps above the low tonic. */
export interface MelodyNote {
  /** Beats from the start of the bar. */
  beat: number;
  /** In beats. */
  length: number;
  degree: number;
}

interface Motif {
  beat: number;
  length: number;
  /** Scale steps from the bar's first note. */
  step: number;
}

const CENTRE = 7; // the tonic an octave up: the middle of a comfortable singing range
const LOWEST = 3;
const HIGHEST = 12;
const CADENCE_RHYTHM = [1, 3];

function makeMotif(random: Random, rhythm: readonly number[]): Motif[] {
  let beat = 0;
  let step = 0;
  return rhythm.map((length, index) => {
    // Steps outnumber leaps, and the line turns back before it wanders off: what singers find natural.
    if (index > 0)
      step += random.pick(step > 2 ? [-1, -1, -2] : step < -2 ? [1, 1, 2] : [-2, -1, -1, 1, 1, 2]);
    const note = { beat, length, step };
    beat += length;
    return note;
  });
}

/** The chord's tone (root, third or fifth, in any octave) nearest to a degree. */
function nearestChordTone(degree: number, chord: number): number {
  for (let distance = 0; distance < 4; distance++) {
    for (const candidate of [degree + distance, degree - distance]) {
      if ([0, 2, 4].includes((((candidate - chord) % 7) + 7) % 7)) return candidate;
    }
  }
  return degree;
}

/**
 * Writes a melody over chords. Four bars make a phrase of the shape a b a c, so that a motif is heard again
 * and again over changing chords; a song of three phrases or more has a contrasting, higher one in the middle.
 * @param chords one a bar, as scale degrees 0 to 6
 * @param rhythms bars to choose from, each as note lengths in beats
 * @returns one list of notes for each bar
 */
export function writeMelody(
  random: Random,
  chords: readonly number[],
  rhythms: readonly (readonly number[])[],
): MelodyNote[][] {
  const motif = () => makeMotif(random, random.pick(rhythms));
  const [a, b, d] = [motif(), motif(), motif()];
  const cadence = makeMotif(random, CADENCE_RHYTHM);
  const phrases = Math.ceil(chords.length / 4);
  let previous = CENTRE;
  return chords.map((chord, bar) => {
    const phrase = Math.floor(bar / 4);
    const contrast = phrases > 2 && phrase > 0 && phrase < phrases - 1;
    const shape = (contrast ? [d, d, b, cadence] : [a, b, a, cadence])[bar % 4] ?? a;
    const centre = CENTRE + (contrast ? 2 : 0);
    // Half-way back to the centre of the range, so that the line neither jumps nor drifts.
    const anchor = nearestChordTone(Math.round((previous + centre) / 2), chord);
    return shape.map(({ beat, length, step }) => {
      const free = Math.max(LOWEST, Math.min(HIGHEST, anchor + step));
      // Strong beats and long notes rest on the chord; what passes between them may be any step of the scale.
      previous = beat % 2 === 0 || length >= 1.5 ? nearestChordTone(free, chord) : free;
      return { beat, length, degree: previous };
    });
  });
}
