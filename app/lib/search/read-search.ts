import { cutText } from "~/lib/cut-text";
import { isAddress } from "~/lib/search-terms";
import { SHORTEST_SEARCH } from "./search-schemas";

/** What somebody means by what they typed or pasted. */
export type SearchMeaning =
  | { meaning: "nothing" | "too_short" }
  /** An id, or its beginning: `from` and `to` are the first and last uuid that begin like this; null for other ids. */
  | { meaning: "id"; text: string; from: string | null; to: string | null }
  | { meaning: "address" | "text"; text: string };

const UUID_PART = /^[0-9a-f]{8}(-[0-9a-f]{0,4}){0,3}(-[0-9a-f]{0,12})?$/i;
const UUID_LENGTH = 32;
/** Ids of runs (ULID), of the desk's own events, and of others that have a colon and no space. */
const OTHER_ID = /^([0-9A-HJKMNP-TV-Z]{26}|[\w.-]+(:[\w.-]+)+)$/i;
/** A share link, whole or only its path, with whatever follows the token. */
const SHARE_LINK = /(?:^|\/)share\/([0-9a-f-]{36})(?:[/?#]|$)/i;

function asUuid(hex: string): string {
  return hex.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * Understands a search.
 *
 * @param q as it was typed; a pasted link may have anything around its token
 */
export function readSearch(q: string): SearchMeaning {
  const typed = q.trim();
  const text = SHARE_LINK.exec(typed)?.[1] ?? typed;
  if (text === "") return { meaning: "nothing" };
  if (UUID_PART.test(text)) {
    const hex = text.replaceAll("-", "");
    if (hex.length <= UUID_LENGTH) {
      const from = asUuid(hex.padEnd(UUID_LENGTH, "0"));
      return { meaning: "id", text: text.toLowerCase(), from, to: asUuid(hex.padEnd(UUID_LENGTH, "f")) };
    }
  }
  if (isAddress(text)) return { meaning: "address", text };
  if (OTHER_ID.test(text)) return { meaning: "id", text, from: null, to: null };
  if ([...text].length < SHORTEST_SEARCH) return { meaning: "too_short" };
  return { meaning: "text", text: cutText(text, 200) };
}
