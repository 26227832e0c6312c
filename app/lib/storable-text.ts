import { z } from "zod";
import { says } from "~/lib/errors/issues";
import { cutText } from "./cut-text";
import { jsonNodes } from "./json-nodes";

/**
 * Text as PostgreSQL can keep it: without the character of code 0, and without half of a pair of surrogates. JSON and
 * addresses can carry both; PostgreSQL refuses them with an error that is nobody's to read.
 */
const isStorable = (text: string) => !/[\0\p{Surrogate}]/u.test(text);

export const storableText = z.string().refine(isStorable, says("not_storable"));

/**
 * Text from elsewhere, such as an error's, for a column of PostgreSQL: each character that cannot be stored becomes U+FFFD,
 * and what is too long ends with "…".
 *
 * @param most UTF-16 units
 */
export function storedText(text: string, most: number): string {
  const whole = text.replace(/[\0\p{Surrogate}]/gu, "\ufffd");
  return whole.length <= most ? whole : `${cutText(whole, most - 1)}…`;
}

/**
 * Looks through everything that was sent for text that PostgreSQL cannot keep.
 *
 * @param value as JSON has it
 * @returns the path of the first such text, or of what has such a name, such as "data.brief.message"; null without any
 */
export function pathOfUnstorable(value: unknown): string | null {
  for (const node of jsonNodes(value)) {
    if (!isStorable(node.key)) return node.within || "_";
    if (typeof node.value === "string" && !isStorable(node.value)) return node.path || "_";
  }
  return null;
}
