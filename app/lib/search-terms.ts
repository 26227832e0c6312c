const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a search is for one thing by its id. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** A LIKE pattern for "contains": what a person typed is never a wildcard. */
export function containsPattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
}
