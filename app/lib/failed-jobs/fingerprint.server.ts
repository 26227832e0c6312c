import { createHash } from "node:crypto";

/** Goes up with every change of the rules below, so that old rows can be found and computed anew. */
export const FINGERPRINT_VERSION = 1;

/** How many frames of the stack count: the place it failed, and the two that led there. */
const FRAMES = 3;

/**
 * What varies from one failure to the next without making it another problem, from the most telling to the least:
 * an address contains numbers, and a time contains both.
 */
const VARYING: [RegExp, string][] = [
  [/\bhttps?:\/\/[^\s"'<>)]+/gi, "<url>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<uuid>"],
  [/\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?/g, "<time>"],
  [/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'(?=[\s.,;:)\]]|$)|“[^”]*”/g, "<value>"],
  [/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g, "<email>"],
  [/\b0x[0-9a-f]+\b/gi, "<hex>"],
  // An id: letters and digits mixed, as in req_3d0464a7e336 or 01J9ZKQ4N0.
  [/\b(?=[a-z_-]*\d)(?=\d*[a-z_-])[a-z0-9]+(?:[_-][a-z0-9]+)*\b/gi, "<id>"],
  [/\b\d+(?:[.,]\d+)*\b/g, "<n>"],
];

/** The longest text that the rules are applied to: an error may carry a whole page of HTML. */
const LONGEST = 2_000;

/** A message without what varies: what a group of failures is called. */
export function normaliseMessage(message: string): string {
  const varied = VARYING.reduce(
    (text, [pattern, name]) => text.replace(pattern, name),
    message.slice(0, LONGEST),
  );
  return varied.replace(/\s+/g, " ").trim();
}

/**
 * The frames of our own code at the top of a stack, without lines and columns: a release moves them.
 *
 * @param stack as Error.stack has it
 */
export function inAppFrames(stack: string | null | undefined): string[] {
  const frames = (stack ?? "").split("\n").filter((line) => /^\s*at /.test(line));
  return frames
    .filter((line) => !/node_modules|\bnode:|<anonymous>/.test(line))
    .map((line) =>
      line
        .trim()
        .replace(/:\d+:\d+\)?$/, "")
        .replace(/^at (?:async )?/, "")
        .replace(/-\d+ /, "-<n> "),
    )
    .slice(0, FRAMES);
}

/** What a failure is grouped by. */
export interface Fingerprint {
  /** "v1:" and 16 hexadecimal digits (64 bits: no two of a million groups meet by chance). */
  fingerprint: string;
  /** The normalised message: what the group is called. */
  title: string;
}

/**
 * Groups failures that are one problem: the type, the message without ids, numbers and quoted values, and the top
 * frames of our own code.
 */
export function fingerprintOf(error: {
  type: string;
  message: string;
  stack?: string | null | undefined;
}): Fingerprint {
  const title = normaliseMessage(error.message);
  const parts = [error.type, title, ...inAppFrames(error.stack)];
  const hash = createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 16);
  return { fingerprint: `v${FINGERPRINT_VERSION}:${hash}`, title };
}
