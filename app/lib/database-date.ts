/**
 * A date column that is never null holds 'infinity' where nobody said, so that it can be sorted and paged by.
 *
 * @returns an ISO date, or null
 */
export function fromDatabaseDate(date: string): string | null {
  return date === "infinity" ? null : date;
}

/**
 * An instant as the database writes it, where JavaScript can hold it.
 *
 * @returns null for 'infinity', for years before Christ, and for those that are too far away
 */
export function instantOf(text: string): Date | null {
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
