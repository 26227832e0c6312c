const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a search is for one thing by its id. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Whether a search looks like a whole e-mail address; nearly enough, since one that is not is found as text. */
export function isAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
}

/**
 * A LIKE pattern for "contains": what a person typed is never a wildcard. PostgREST reads a star as % and knows no way
 * to say the star itself, so it becomes _, any one character.
 */
export function containsPattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, (character) => `\\${character}`).replaceAll("*", "_")}%`;
}
