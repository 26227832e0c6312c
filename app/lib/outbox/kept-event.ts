import { parseExact } from "~/lib/exact-json";
import { isBranch } from "~/lib/json-nodes";
import type { Json } from "~/lib/supabase/database.types";

/**
 * Levels of an event that are kept. JSON.stringify runs out of stack at some 4,100 on Node 20, and as supabase-js calls it
 * at some 2,200. Inngest takes 10,000.
 */
const LEVELS = 1_500;

/** What stands in place of anything deeper. */
const CUT_OFF = "(nested too deeply to be kept)";

/** A key that no event of Inngest has at its top: it says that something of this one was cut off. */
export const INCOMPLETE = "reprise_incomplete";

/** A copy of a value without its other branches' copies: they follow. Spread, so that "__proto__" is a key like any other. */
const copyOf = (branch: Record<string, unknown> | unknown[]) =>
  Array.isArray(branch) ? [...branch] : { ...branch };

/**
 * An event as it can be written, kept and read, however deeply a stranger has nested it: whole, or cut off where it is too
 * deep and marked as incomplete. By a list of its own: a function that calls itself for each level runs out of stack, too.
 *
 * @param event any JSON
 */
export function keptEvent(event: unknown): Json {
  const whole: { event: unknown } = { event };
  let isCut = false;
  const branches: { branch: object; level: number }[] = [{ branch: whole, level: 0 }];
  for (let next = branches.pop(); next; next = branches.pop()) {
    const { branch, level } = next;
    for (const [key, inner] of Object.entries(branch)) {
      if (!isBranch(inner)) continue;
      const value = level < LEVELS ? copyOf(inner) : CUT_OFF;
      Reflect.set(branch, key, value);
      if (typeof value === "string") isCut = true;
      else branches.push({ branch: value, level: level + 1 });
    }
  }
  // What was JSON still is.
  const kept = whole.event as Json;
  return isCut && typeof kept === "object" && !Array.isArray(kept) ? { ...kept, [INCOMPLETE]: true } : kept;
}

/**
 * Reads an event that is stored: the shop's own rows may be nested more deeply than what the desk has recorded.
 *
 * @param text the stored text: JSON.parse would round its numbers
 */
export function readStoredEvent(text: string): Json {
  return keptEvent(parseExact(text));
}
