import { writeMelody } from "./melody.ts";
import { type GenreStyle, genreStyleOf, type MoodStyle, moodStyleOf, type Voice } from "./musical-styles.ts";
import { createRandom, type Random } from "./random.ts";

/** One note to play. */
export interface Note {
  voice: Voice;
  /** Seconds from the start of the song. */
  start: number;
  /** Seconds until it is released. */
  length: number;
  /** MIDI number (60 is middle C); drums have none of their own. */
  pitch: number;
  /** Loudness, 0 to 1. */
  level: number;
}

/** A whole song, ready to be played. */
export interface Composition {
  durationSeconds: number;
  /** Sorted by start. */
  notes: Note[];
  /** Low-pass of the master, in Hz. */
  brightness: number;
}

const ENDING_SECONDS = 2.8; // the last chord, ringing and fading
const TONICS = [53, 55, 57, 58, 60, 62]; // F3 to D4, where a melody an octave above stays singable
const BEATS = 4;

interface Score {
  random: Random;
  mood: MoodStyle;
  genre: GenreStyle;
  tonic: number;
  beatSeconds: number;
  notes: Note[];
}

const pitchOf = ({ tonic, mood }: Score, degree: number) =>
  tonic + 12 * Math.floor(degree / 7) + (mood.scale[((degree % 7) + 7) % 7] ?? 0);

/** Adds a note at a beat of the song, swung where the genre swings and a little uneven as people play. */
function play(score: Score, voice: Voice, beat: number, beats: number, pitch: number, level: number) {
  const swung = beat + (Math.abs((beat % 1) - 0.5) < 0.01 ? score.genre.swing : 0);
  const start = Math.max(0, swung * score.beatSeconds + score.random.between(-0.006, 0.006));
  score.notes.push({
    voice,
    start,
    length: beats * score.beatSeconds,
    pitch,
    level: level * score.random.between(0.9, 1.05),
  });
}

/** The chord's tones around middle C: each in the octave nearest to it, which leads the voices by itself. */
function voicing(score: Score, chord: number): number[] {
  const degrees = score.mood.sevenths ? [0, 2, 4, 6] : [0, 2, 4];
  return degrees
    .map((third) => {
      const pitch = pitchOf(score, chord + third);
      return pitch - 12 * Math.round((pitch - 60) / 12);
    })
    .sort((low, high) => low - high);
}

function playHarmony(score: Score, chord: number, from: number) {
  const { harmony, figure } = score.genre;
  const tones = voicing(score, chord);
  if (figure === "broken") {
    const order = [...tones, ...tones.slice(1, -1).reverse()];
    for (let eighth = 0; eighth < 8; eighth++) {
      const tone = order[eighth % order.length] ?? 60;
      play(score, harmony, from + eighth / 2, 1.5, tone, eighth % 4 === 0 ? 0.5 : 0.38);
    }
    return;
  }
  const strokes =
    figure === "held"
      ? [[0, 4]]
      : [
          [0, 1.5],
          [1.5, 1],
          [2.5, 1.5],
        ];
  for (const [beat = 0, beats = 1] of strokes) {
    for (const tone of tones) play(score, harmony, from + beat, beats, tone, 0.34);
  }
}

function playBass(score: Score, chord: number, next: number, from: number) {
  const low = (degree: number) => {
    const pitch = pitchOf(score, degree);
    return pitch - 12 * Math.round((pitch - 41) / 12); // around F2, which small speakers still carry
  };
  const root = low(chord);
  const { bassLine } = score.genre;
  if (bassLine === "walking") {
    const approach = low(next) + (low(next) > root ? -1 : 1);
    [root, low(chord + 2), low(chord + 4), approach].forEach((pitch, beat) => {
      play(score, "bass", from + beat, 0.95, pitch, 0.6);
    });
  } else if (bassLine === "pulse") {
    for (const [beat, beats, pitch] of [
      [0, 1.4, root],
      [1.5, 0.5, root],
      [2, 1.4, root],
      [3.5, 0.5, low(chord + 4)],
    ] as const) {
      play(score, "bass", from + beat, beats, pitch, 0.62);
    }
  } else {
    play(score, "bass", from, 2.8, root, 0.62);
    play(score, "bass", from + 3, 1, low(chord + 4), 0.45);
  }
}

const BEAT_PATTERNS: Record<GenreStyle["beat"], readonly (readonly [Voice, readonly number[], number])[]> = {
  none: [],
  soft: [
    ["hat", [0, 1, 1.5, 2, 3, 3.5], 0.28],
    ["kick", [0, 2.5], 0.4],
    ["snare", [3], 0.2],
  ],
  backbeat: [
    ["kick", [0, 2, 2.5], 0.5],
    ["snare", [1, 3], 0.4],
    ["hat", [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5], 0.25],
  ],
  four: [
    ["kick", [0, 1, 2, 3], 0.5],
    ["snare", [1, 3], 0.28],
    ["hat", [0.5, 1.5, 2.5, 3.5], 0.34],
  ],
};

function playBeat(score: Score, from: number) {
  for (const [voice, beats, level] of BEAT_PATTERNS[score.genre.beat]) {
    for (const beat of beats) play(score, voice, from + beat, 0.25, 60, level);
  }
}

function playEnding(score: Score, from: number) {
  voicing(score, 0).forEach((tone, index) => {
    play(score, score.genre.harmony, from + index * 0.12, BEATS, tone, 0.4);
  });
  play(score, "bass", from, BEATS, score.tonic - 12 * Math.round((score.tonic - 41) / 12), 0.6);
  play(score, score.genre.lead, from, BEATS, pitchOf(score, 7), 0.6);
}

/** How many bars fill the time best: whole phrases when there is room, and their exact pace. */
function planBars(random: Random, mood: MoodStyle, durationSeconds?: number) {
  const tempo = random.between(...mood.tempo);
  const barSeconds = (BEATS * 60) / tempo;
  if (durationSeconds === undefined) {
    const bars = tempo >= 116 ? 12 : 8; // 19 to 28 s at the tempi that the moods have
    return { bars, barSeconds, total: bars * barSeconds + ENDING_SECONDS };
  }
  const music = durationSeconds - Math.min(ENDING_SECONDS, durationSeconds / 3);
  const bars = Math.max(1, Math.round(music / barSeconds));
  return { bars, barSeconds: music / bars, total: durationSeconds };
}

/**
 * Composes a song: chords by mood, a melody over them, bass and a beat by genre, and a closing tonic chord.
 * The same arguments always give the same song.
 * @param seed decides key, tempo, progression and melody
 * @param mood free text, e.g. "romantic"
 * @param genre free text, e.g. "acoustic pop"
 * @param durationSeconds fixes the length (the tempo bends to fit); else 19 to 28 s as the music wants
 */
export function compose(seed: string, mood: string, genre: string, durationSeconds?: number): Composition {
  const random = createRandom(`${seed}|${mood}|${genre}`);
  const moodStyle = moodStyleOf(mood);
  const { bars, barSeconds, total } = planBars(random, moodStyle, durationSeconds);
  const score: Score = {
    random,
    mood: moodStyle,
    genre: genreStyleOf(genre),
    tonic: random.pick(TONICS),
    beatSeconds: barSeconds / BEATS,
    notes: [],
  };
  const progression = random.pick(moodStyle.progressions);
  const chords = Array.from({ length: bars }, (_, bar) =>
    bar === bars - 1 && bars > 1 ? moodStyle.cadence : (progression[bar % 4] ?? 0),
  );
  const melody = writeMelody(random, chords, moodStyle.rhythms);
  const beatEnters = bars >= 8 ? 2 : 0;
  chords.forEach((chord, bar) => {
    const from = bar * BEATS;
    playHarmony(score, chord, from);
    playBass(score, chord, chords[bar + 1] ?? 0, from);
    if (bar >= beatEnters) playBeat(score, from);
    for (const { beat, length, degree } of melody[bar] ?? []) {
      play(
        score,
        score.genre.lead,
        from + beat,
        length * 0.95,
        pitchOf(score, degree),
        beat === 0 ? 0.68 : 0.58,
      );
    }
  });
  playEnding(score, bars * BEATS);
  score.notes.sort((first, second) => first.start - second.start);
  return { durationSeconds: total, notes: score.notes, brightness: moodStyle.brightness };
}
