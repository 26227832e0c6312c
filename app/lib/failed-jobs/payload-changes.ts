import { ExactNumber } from "~/lib/exact-json";
import { isBranch, pathTo } from "~/lib/json-nodes";

/** One difference between the payload as it failed and as it is sent. */
export interface PayloadChange {
  /** Where, as a person would write it: "variant_numbers.0". */
  path: string;
  /** Absent when it was added. */
  before?: unknown;
  /** Absent when it was taken away. */
  after?: unknown;
}

function isSame(one: unknown, other: unknown): boolean {
  if (one instanceof ExactNumber && other instanceof ExactNumber) return one.written === other.written;
  return Object.is(one, other);
}

/**
 * What was changed in a payload, place by place. By a list of its own: payloads may be nested in thousands of levels.
 *
 * @returns nothing when they are equal; places in the order of the original, added ones last
 */
export function payloadChanges(before: unknown, after: unknown): PayloadChange[] {
  const changes: PayloadChange[] = [];
  const waiting: PayloadChange[] = [{ path: "", before, after }];
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const { path, before: was, after: is } = place;
    if (isSame(was, is)) continue;
    if (isBranch(was) && isBranch(is) && Array.isArray(was) === Array.isArray(is)) {
      const olds = new Map(Object.entries(was));
      const news = new Map(Object.entries(is));
      for (const key of [...new Set([...olds.keys(), ...news.keys()])].reverse())
        waiting.push({ path: pathTo(path, key), before: olds.get(key), after: news.get(key) });
    } else {
      changes.push({
        path,
        ...(was !== undefined && { before: was }),
        ...(is !== undefined && { after: is }),
      });
    }
  }
  return changes;
}
