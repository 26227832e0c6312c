import { createHash } from "node:crypto";
import { cutText } from "../cut-text";
import { type ErrorText, readError } from "./error-text";
import { codeWithoutId, withoutVaryingParts } from "./varying-parts";

/** Goes up with every change of the rules below, so that old rows can be found and computed anew. */
export const FINGERPRINT_VERSION = 2;

/** How many frames of the stack count: the place it failed, and the two that led there. */
const FRAMES = 3;

/** The longest text that the rules are applied to: an error may carry a whole page of HTML. */
const LONGEST = 2_000;

/** What a group without any words is called. */
const NO_MESSAGE = "No message was given.";

/** A message without what varies: what a group of failures is called. */
export function normaliseMessage(message: string): string {
  return titleOf(readError({ type: "Error", message }));
}

function titleOf({ code, message }: ErrorText): string {
  const words = withoutVaryingParts(cutText(message, LONGEST));
  const title = [codeWithoutId(code), words].filter((part) => part !== "").join(": ");
  // JSON may spell what PostgreSQL cannot keep.
  return title.replace(/[\0\p{Surrogate}]/gu, "") || NO_MESSAGE;
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
  /** "v2:" and 16 hexadecimal digits (64 bits: no two of a million groups meet by chance). */
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
  const read = readError(error);
  const title = titleOf(read);
  const parts = [read.type, title, ...inAppFrames(error.stack)];
  const hash = createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 16);
  return { fingerprint: `v${FINGERPRINT_VERSION}:${hash}`, title };
}
