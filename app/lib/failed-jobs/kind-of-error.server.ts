import { RE2JS } from "re2js";
import { z } from "zod";
import { type ErrorKind, errorKindSchema, UNKNOWN_KIND } from "./error-kinds";
import { readError } from "./error-text";

/** Tells the kind of an error. */
export interface KindsOfErrors {
  /** Goes up with every change of the kinds. */
  version: number;
  /** In their order. */
  kinds: readonly ErrorKind[];
  kindOf: (error: { type: string; message: string }) => string;
}

/** What read_error_kinds() answers. */
export const readKindsAnswer = z.object({ version: z.number(), kinds: z.array(errorKindSchema) });

/** Names that JavaScript itself gives to unlike things: "TypeError: fetch failed" is no defect. */
const GENERIC_NAMES = new Set([
  "Error",
  "EvalError",
  "RangeError",
  "ReferenceError",
  "SyntaxError",
  "TypeError",
  "URIError",
]);

/** More of a message says nothing about its kind, and a page of it would be read for each pattern. */
const LONGEST = 10_000;

/**
 * A pattern that takes time in proportion to what it reads, whatever a person wrote.
 *
 * @throws RE2JSException for what RE2 does not know, such as lookahead
 */
export function compilePattern(pattern: string): (text: string) => boolean {
  const compiled = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
  return (text) => compiled.test(text);
}

function compiledOrNone({ pattern }: ErrorKind, unreadable: (error: unknown) => void) {
  if (pattern === null) return () => false;
  try {
    return compilePattern(pattern);
  } catch (error) {
    // Written past the desk. The other kinds are told apart all the same.
    unreadable(error);
    return () => false;
  }
}

/**
 * Makes what tells kinds of errors apart. The first that fits counts: a name before any message, since a message may
 * quote anything, but for the patterns that beat a name. A quota, for one, is reported as a rate limit.
 *
 * @param unreadable told of each pattern that cannot be read
 */
export function kindsOfErrors(
  version: number,
  kinds: readonly ErrorKind[],
  unreadable: (kind: string, error: unknown) => void = () => {},
): KindsOfErrors {
  const rules = kinds.map((kind) => ({
    ...kind,
    names: new Set(kind.types),
    fits: compiledOrNone(kind, (error) => unreadable(kind.kind, error)),
  }));
  return {
    version,
    kinds,
    kindOf: (error) => {
      const { type, code, message } = readError(error);
      const said = `${code} ${message}`.trim().slice(0, LONGEST);
      const named = rules.find(({ names }) => names.has(type));
      const found =
        rules.find(({ before_types, fits }) => before_types && fits(said)) ??
        (GENERIC_NAMES.has(type) ? undefined : named) ??
        rules.find(({ before_types, fits }) => !before_types && fits(said)) ??
        named;
      return found?.kind ?? UNKNOWN_KIND;
    },
  };
}
