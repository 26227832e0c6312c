import { setTimeout as pause } from "node:timers/promises";

const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 60_000;

/**
 * Waits for a condition, by looking again and again.
 *
 * @param what is waited for, for the error
 * @param look answers undefined, null or false while it is not so yet
 * @param options.patienceMs after which it counts as never
 * @param options.everyMs between two looks
 * @returns what the look answered
 * @throws Error that names what did not come about, with the last error of the look
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  options: { patienceMs?: number; everyMs?: number } = {},
): Promise<T> {
  const { patienceMs = PATIENCE_MS, everyMs = LOOK_EVERY_MS } = options;
  const deadline = Date.now() + patienceMs;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== null && seen !== false) return seen;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await pause(everyMs);
  }
  throw new Error(`waited ${patienceMs / 1000} s in vain until ${what}`, { cause: last });
}

/** A promise together with what fulfils it. */
export function signal<T = void>(): { promise: Promise<T>; give: (value: T) => void } {
  let give: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    give = resolve;
  });
  return { promise, give };
}

/** Never comes about: what is held here is held until its connection ends. */
export const never = new Promise<never>(() => {});
