import { formatTerm, isSearchKey, SEARCH_KEYS, type SearchKey } from "~/lib/failed-jobs/search-query";

/** One way to go on with a search. */
export interface Completion {
  /** What it is called in the list: "due:" or "due:today". */
  label: string;
  key: SearchKey;
  /** The search when it is taken. */
  text: string;
  /** Where the cursor is then. */
  caret: number;
}

/** Values that are known to occur, by key: what the list has loaded. */
export type KnownValues = Partial<Record<SearchKey, readonly string[]>>;

/** More than this nobody reads. */
const MAX_COMPLETIONS = 12;

function valuesOf(key: SearchKey, known: KnownValues): readonly string[] {
  const entry = SEARCH_KEYS[key];
  return "values" in entry ? entry.values : (known[key] ?? []);
}

/**
 * How the word at the cursor can go on: keys while it has no colon, then values of the key. A word that is only text,
 * and a value that is complete, have none.
 *
 * @param caret place of the cursor
 */
export function completionsOf(text: string, caret: number, known: KnownValues): Completion[] {
  const before = text.slice(0, caret);
  // A word ends at a space outside of quotes.
  const word = /(?:[^\s"]|"(?:\\.|[^"\\])*(?:"|$))*$/.exec(before)?.[0] ?? "";
  const start = caret - word.length;
  const after = text.slice(caret);
  // In the middle of a word nothing is completed: the rest of it would stay behind.
  if (/^\S/.test(after)) return [];
  const take = (label: string, key: SearchKey, end: string): Completion => ({
    label,
    key,
    text: `${text.slice(0, start)}${label}${end}${after.trimStart()}`,
    caret: start + label.length + end.length,
  });
  const colon = word.indexOf(":");
  if (colon < 0) {
    const keys = (Object.keys(SEARCH_KEYS) as SearchKey[]).filter((key) => key.startsWith(word));
    return keys.map((key) => take(`${key}:`, key, ""));
  }
  const key = word.slice(0, colon);
  if (!isSearchKey(key)) return [];
  const typed = word
    .slice(colon + 1)
    .replaceAll('"', "")
    .toLowerCase();
  return valuesOf(key, known)
    .filter((value) => value.toLowerCase().startsWith(typed) && value.toLowerCase() !== typed)
    .slice(0, MAX_COMPLETIONS)
    .map((value) => take(formatTerm(key, value), key, " "));
}
