import { z } from "zod";

/**
 * Text as PostgreSQL can keep it: without the character of code 0, and without half of a pair of surrogates. JSON and
 * addresses can carry both; PostgreSQL refuses them with an error that is nobody's to read.
 */
const isStorable = (text: string) => !/[\0\p{Surrogate}]/u.test(text);

export const NOT_STORABLE = "It has characters that cannot be stored.";

export const storableText = z.string().refine(isStorable, NOT_STORABLE);

/**
 * Looks through everything that was sent for text that PostgreSQL cannot keep.
 *
 * @param value as JSON has it, not nested too deeply
 * @returns the path of the first such text, or of the name that is one, such as "data.brief.message"; null without any
 */
export function pathOfUnstorable(value: unknown, path: readonly string[] = []): string | null {
  if (typeof value === "string") return isStorable(value) ? null : path.join(".") || "_";
  if (typeof value !== "object" || value === null) return null;
  for (const [name, part] of Object.entries(value)) {
    if (!isStorable(name)) return path.join(".") || "_";
    const found = pathOfUnstorable(part, [...path, name]);
    if (found !== null) return found;
  }
  return null;
}
