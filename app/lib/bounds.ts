import { z } from "zod";
import type { SentenceKey } from "~/lib/errors/catalogue";

/** PostgreSQL's integer ends here. */
const LARGEST_INTEGER = 2_147_483_647;

/** The version of a row, as an operator saw it: changes apply to what was seen. */
export const versionSchema = z.number().int().min(1).max(LARGEST_INTEGER).optional();

/** A position in a list that is counted, out of an address. */
export const positionInListSchema = z.coerce.number().int().min(0).max(LARGEST_INTEGER);

/** The first and the last instant that people, JavaScript and PostgreSQL write alike: of the years 1 and 9999, in UTC. */
const FIRST_INSTANT = Date.parse("0001-01-01T00:00:00Z");
const LAST_INSTANT = Date.parse("9999-12-31T23:59:59.999Z");

const isWithinBounds = (text: string) => {
  const instant = Date.parse(text);
  return instant >= FIRST_INSTANT && instant <= LAST_INSTANT;
};

const isoInstant = z.iso.datetime({ offset: true });

/** Whether PostgreSQL reads a text as an instant: a place in a list, of which no microsecond may get lost. */
export function isInstant(text: string): boolean {
  return isoInstant.safeParse(text).success && isWithinBounds(text) && !/[+-](1[6-9]|2\d):/.test(text);
}

/**
 * An instant with its zone, as ISO 8601 has it. It comes out in UTC: PostgreSQL takes no zone beyond 16 hours, ISO takes
 * "+23:59".
 *
 * @param sentence of the catalogue, said when it is not one
 */
export function instantSchema(sentence: SentenceKey) {
  return z.iso
    .datetime({ offset: true, error: sentence })
    .refine(isWithinBounds, sentence)
    .transform((text) => new Date(text).toISOString());
}

/** Deeper than anything that people write or programs send; what walks through a value may call itself as often. */
const DEEPEST = 100;

/**
 * Whether JSON is nested deeper than code that walks through it can bear. Looks at its text, without parsing it.
 *
 * @param deepest how many levels are borne
 */
export function isTooDeep(json: string, deepest = DEEPEST): boolean {
  let depth = 0;
  let inText = false;
  for (let index = 0; index < json.length; index += 1) {
    const letter = json[index];
    if (inText) {
      if (letter === "\\") index += 1;
      else if (letter === '"') inText = false;
    } else if (letter === '"') inText = true;
    else if (letter === "{" || letter === "[") {
      depth += 1;
      if (depth > deepest) return true;
    } else if (letter === "}" || letter === "]") depth -= 1;
  }
  return false;
}
