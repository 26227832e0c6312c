import type { Tone } from "./song-title";

/** One path of an ornament, in a square of 400 x 400 units. */
export interface OrnamentPath {
  d: string;
  /** 0 to 1. */
  opacity: number;
  /** Filled; otherwise drawn as a line. */
  filled: boolean;
}

/** Half of the square's side. */
const CENTRE = 200;
const TURN = 2 * Math.PI;

/**
 * Numbers from 0 up to 1 that look random and are the same for the same seed (mulberry32, Tommy Ettinger, public
 * domain).
 */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function point(angle: number, radius: number): string {
  const x = CENTRE + radius * Math.sin(angle);
  const y = CENTRE - radius * Math.cos(angle);
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

function circle(wanted: number, angle = 0, distance = 0): string {
  // Rounded first: two half circles whose radius and width do not agree are an egg.
  const radius = Math.round(wanted * 10) / 10;
  const x = CENTRE + distance * Math.sin(angle);
  const y = CENTRE - distance * Math.cos(angle);
  const r = radius.toFixed(1);
  return `M${(x - radius).toFixed(1)} ${y.toFixed(1)}a${r} ${r} 0 1 0 ${(2 * radius).toFixed(1)} 0a${r} ${r} 0 1 0 ${(-2 * radius).toFixed(1)} 0Z`;
}

function petal(angle: number, inner: number, outer: number, spread: number): string {
  const belly = inner + (outer - inner) * 0.45;
  const shoulder = inner + (outer - inner) * 0.92;
  const side = (sign: number, radius: number) => point(angle + sign * spread, radius);
  return `M${point(angle, inner)}C${side(-1, belly)} ${side(-1, shoulder)} ${point(angle, outer)}C${side(1, shoulder)} ${side(1, belly)} ${point(angle, inner)}Z`;
}

function around(count: number, shape: (angle: number) => string, offset = 0): string {
  return Array.from({ length: count }, (_, index) => shape(((index + offset) / count) * TURN)).join("");
}

/** A rosette: three wreaths of petals within each other, and a ring of dots. */
function rosette(next: () => number): OrnamentPath[] {
  const petals = 7 + Math.floor(next() * 6);
  const spread = (TURN / petals) * (0.55 + next() * 0.35);
  const reach = 128 + next() * 16;
  const heart = 26 + next() * 14;
  const dots = petals * (2 + Math.floor(next() * 2));
  const dot = 2.2 + next() * 1.6;
  return [
    { d: around(petals, (angle) => petal(angle, heart, reach, spread)), opacity: 0.16, filled: true },
    { d: around(petals, (angle) => petal(angle, heart, reach, spread)), opacity: 0.85, filled: false },
    {
      d: around(petals, (angle) => petal(angle, heart + 12, reach - 28, spread * 0.55), 0.5),
      opacity: 0.35,
      filled: true,
    },
    {
      d: around(petals, (angle) => petal(angle, heart * 0.3, heart + 22, spread * 0.9), 0.5),
      opacity: 0.9,
      filled: false,
    },
    { d: circle(5 + next() * 4), opacity: 0.95, filled: true },
    { d: around(dots, (angle) => circle(dot, angle, 162), next()), opacity: 0.7, filled: true },
    { d: circle(184), opacity: 0.45, filled: false },
  ];
}

/** Rings on still water, and one light. */
function ripples(next: () => number): OrnamentPath[] {
  const rings = 6 + Math.floor(next() * 3);
  const light = (next() - 0.5) * 1.6;
  const widening = 1.1 + next() * 0.4;
  const radius = (ring: number) => 18 + 166 * (ring / rings) ** widening;
  return [
    ...Array.from({ length: rings }, (_, index) => ({
      d: circle(radius(index + 1)),
      opacity: 0.75 - 0.55 * (index / rings),
      filled: false,
    })),
    { d: circle(184), opacity: 0.06, filled: true },
    { d: circle(4.5, light, radius(2)), opacity: 0.9, filled: true },
  ];
}

/**
 * Draws the ornament of a song: the same seed gives the same drawing, another seed another.
 *
 * @param seed any 32-bit number
 */
export function ornament(seed: number, tone: Tone): OrnamentPath[] {
  const next = numbersFrom(seed);
  return tone === "quiet" ? ripples(next) : rosette(next);
}
