/** The voices that a song can be played with; instruments.ts builds each. */
export type Voice = "keys" | "guitar" | "flute" | "bell" | "pad" | "bass" | "kick" | "snare" | "hat";

/** What a mood decides: harmony, pace and brightness. */
export interface MoodStyle {
  /** Semitones of the scale's seven degrees above its tonic. */
  scale: readonly number[];
  /** Slowest and fastest, in beats a minute. */
  tempo: readonly [number, number];
  /** Four bars each; a chord is the degree (0 to 6) that its stack of thirds stands on. */
  progressions: readonly (readonly number[])[];
  /** The chord before the closing tonic: the dominant, or the softer step from below in minor. */
  cadence: number;
  /** Adds the seventh to each chord. */
  sevenths: boolean;
  /** Rhythms of the melody, each a bar of four beats as note lengths in beats. */
  rhythms: readonly (readonly number[])[];
  /** Where the master low-pass begins, in Hz. */
  brightness: number;
}

/** What a genre decides: who plays and how. */
export interface GenreStyle {
  lead: Voice;
  harmony: Voice;
  /** How chords are played: held, struck on the beats, or broken into eighths. */
  figure: "held" | "struck" | "broken";
  bassLine: "root" | "pulse" | "walking";
  beat: "none" | "soft" | "backbeat" | "four";
  /** How late the second eighth of a beat comes, as a share of the beat; 0 is straight. */
  swing: number;
}

const MAJOR = [0, 2, 4, 5, 7, 9, 11];
const MINOR = [0, 2, 3, 5, 7, 8, 10];
const FLOWING = [
  [1, 1, 2],
  [1.5, 0.5, 1, 1],
  [1, 0.5, 0.5, 2],
  [0.5, 0.5, 1, 2],
  [2, 1, 1],
];
const SPACIOUS = [
  [2, 2],
  [3, 1],
  [1.5, 0.5, 2],
  [2, 1, 1],
  [1, 1, 2],
];
const LIVELY = [
  [1, 0.5, 0.5, 1, 1],
  [0.5, 0.5, 1, 0.5, 0.5, 1],
  [0.5, 0.5, 0.5, 0.5, 1, 1],
  [1.5, 0.5, 1, 1],
];

const HAPPY: MoodStyle = {
  scale: MAJOR,
  tempo: [100, 118],
  progressions: [
    [0, 4, 5, 3],
    [0, 5, 3, 4],
    [0, 2, 3, 4],
    [0, 3, 0, 4],
  ],
  cadence: 4,
  sevenths: false,
  rhythms: LIVELY,
  brightness: 6500,
};
const ROMANTIC: MoodStyle = {
  scale: MAJOR,
  tempo: [78, 90],
  progressions: [
    [0, 5, 1, 4],
    [0, 2, 3, 4],
    [3, 4, 2, 5],
  ],
  cadence: 4,
  sevenths: true,
  rhythms: FLOWING,
  brightness: 5000,
};
const CALM: MoodStyle = {
  scale: MAJOR,
  tempo: [76, 84],
  progressions: [
    [0, 3, 0, 3],
    [0, 2, 3, 0],
    [0, 3, 5, 4],
  ],
  cadence: 4,
  sevenths: true,
  rhythms: SPACIOUS,
  brightness: 4200,
};
const ENERGETIC: MoodStyle = {
  scale: MAJOR,
  tempo: [118, 128],
  progressions: [
    [5, 3, 0, 4],
    [0, 4, 5, 3],
    [0, 3, 5, 4],
  ],
  cadence: 4,
  sevenths: false,
  rhythms: LIVELY,
  brightness: 7500,
};
const NOSTALGIC: MoodStyle = {
  scale: MINOR,
  tempo: [78, 92],
  progressions: [
    [0, 5, 2, 6],
    [0, 2, 6, 3],
    [0, 3, 5, 6],
  ],
  cadence: 6,
  sevenths: false,
  rhythms: FLOWING,
  brightness: 4800,
};

const POP: GenreStyle = {
  lead: "bell",
  harmony: "keys",
  figure: "struck",
  bassLine: "pulse",
  beat: "backbeat",
  swing: 0,
};
const FOLK: GenreStyle = {
  lead: "flute",
  harmony: "guitar",
  figure: "broken",
  bassLine: "root",
  beat: "none",
  swing: 0,
};
const JAZZ: GenreStyle = {
  lead: "keys",
  harmony: "keys",
  figure: "struck",
  bassLine: "walking",
  beat: "soft",
  swing: 0.16,
};
const CLASSICAL: GenreStyle = {
  lead: "keys",
  harmony: "keys",
  figure: "broken",
  bassLine: "root",
  beat: "none",
  swing: 0,
};
const ELECTRONIC: GenreStyle = {
  lead: "bell",
  harmony: "pad",
  figure: "held",
  bassLine: "pulse",
  beat: "four",
  swing: 0,
};
const ROCK: GenreStyle = {
  lead: "guitar",
  harmony: "guitar",
  figure: "struck",
  bassLine: "pulse",
  beat: "backbeat",
  swing: 0,
};
const SOUL: GenreStyle = {
  lead: "flute",
  harmony: "keys",
  figure: "held",
  bassLine: "root",
  beat: "soft",
  swing: 0.1,
};

// Moods and genres are free text in an order, so a word anywhere in it decides.
const MOODS: readonly (readonly [RegExp, MoodStyle])[] = [
  [/nostalg|sad|melanch|bitter|sentiment|wistful|emotion/i, NOSTALGIC],
  [/energ|epic|party|upbeat|power|excit|danc/i, ENERGETIC],
  [/calm|peace|relax|dream|gentle|soft|sooth/i, CALM],
  [/happy|joy|fun|play|cheer|celebrat|uplift/i, HAPPY],
];
const GENRES: readonly (readonly [RegExp, GenreStyle])[] = [
  [/folk|acoustic|country|singer/i, FOLK],
  [/jazz|swing|bossa|blues/i, JAZZ],
  [/classic|piano|ballad|orchest|lullab/i, CLASSICAL],
  [/electro|edm|dance|house|synth|techno/i, ELECTRONIC],
  [/rock|punk|indie|metal/i, ROCK],
  [/soul|r\s*&\s*b|rnb|hip|lo-?fi|rap|reggae/i, SOUL],
];

/** The harmony and pace for a mood in free text; a warm, romantic one for words it does not know. */
export function moodStyleOf(mood: string): MoodStyle {
  return MOODS.find(([words]) => words.test(mood))?.[1] ?? ROMANTIC;
}

/** The players for a genre in free text; pop for words it does not know. */
export function genreStyleOf(genre: string): GenreStyle {
  return GENRES.find(([words]) => words.test(genre))?.[1] ?? POP;
}
