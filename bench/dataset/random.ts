/** A stream of numbers that belongs to one thing of the data set: the same thing draws the same numbers each time. */
export interface Draws {
  /** The next number, 0 inclusive to 1 exclusive. */
  next(): number;
  /** A whole number from 0 inclusive to `below` exclusive. */
  below(below: number): number;
  /** One of the items. @throws RangeError when there are none */
  pick<T>(items: readonly T[]): T;
}

/** What draws are made for, and ids: two kinds never share a stream. */
export const KINDS = {
  customer: 1,
  order: 2,
  customization: 3,
  variant: 4,
  shareToken: 5,
  failure: 6,
  attempt: 7,
  incident: 8,
  request: 9,
  listener: 10,
} as const;
export type Kind = keyof typeof KINDS;

/** The finaliser of MurmurHash3 (Austin Appleby, public domain): one to one on 32 bits, so no two indexes collide. */
function mix(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function wordOf(kind: Kind, index: number, word: number): number {
  return mix(mix(index) + Math.imul(KINDS[kind] * 8 + word, 0x9e3779b9));
}

/**
 * The draws of one thing: mulberry32 (Tommy Ettinger, public domain), begun at a number that kind and index give.
 *
 * @param index which thing of its kind, from 0
 */
export function drawsOf(kind: Kind, index: number): Draws {
  let state = wordOf(kind, index, 7);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    below: (below) => Math.floor(next() * below),
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new RangeError("Nothing to pick from");
      return item;
    },
  };
}

/**
 * The id of one thing: a version 4 uuid that looks random, as those of gen_random_uuid() do, and is never given twice.
 *
 * @param index which thing of its kind, from 0, below 2^32
 */
export function idOf(kind: Kind, index: number): string {
  const hex = (word: number) => wordOf(kind, index, word).toString(16).padStart(8, "0");
  const [a, b, c, d] = [hex(0), hex(1), hex(2), hex(3)];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`;
}
