import { isBranch } from "~/lib/json-nodes";

/** Deeper than this nobody reads on: a payload is data from elsewhere, and may be nested without end. */
const MAX_DEPTH = 100;

/**
 * The objects and lists of a value in which a text is found, as a name or as a part of a value: those that a tree
 * opens to show it.
 *
 * @param text nothing is found for an empty one
 * @returns them, and how many places there are
 */
export function findInJson(value: unknown, text: string): { within: ReadonlySet<object>; places: number } {
  const within = new Set<object>();
  const wanted = text.trim().toLowerCase();
  let places = 0;
  const visit = (node: unknown, depth: number): boolean => {
    if (depth > MAX_DEPTH || !isBranch(node)) return false;
    let found = false;
    for (const [key, entry] of Object.entries(node)) {
      const inner = visit(entry, depth + 1);
      const here = isMatch(key, wanted) || (!isBranch(entry) && isMatch(String(entry), wanted));
      if (here) places += 1;
      // What has the name that is looked for is looked into.
      if (here && isBranch(entry)) within.add(entry);
      found ||= inner || here;
    }
    if (found) within.add(node);
    return found;
  };
  if (wanted !== "") visit(value, 0);
  return { within, places };
}

function isMatch(text: string, wanted: string): boolean {
  return text.toLowerCase().includes(wanted);
}

/** A text in pieces, every second of which is the one that is looked for. */
export function splitAround(text: string, wanted: string): string[] {
  const small = text.toLowerCase();
  const looked = wanted.trim().toLowerCase();
  // Lower case may be longer than upper case ("İ"), and then places in one are none in the other.
  if (looked === "" || small.length !== text.length) return [text];
  const pieces: string[] = [];
  let from = 0;
  for (let at = small.indexOf(looked); at !== -1; at = small.indexOf(looked, from)) {
    pieces.push(text.slice(from, at), text.slice(at, at + looked.length));
    from = at + looked.length;
  }
  return [...pieces, text.slice(from)];
}
