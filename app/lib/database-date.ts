/**
 * A date column that is never null holds 'infinity' where nobody said, so that it can be sorted and paged by.
 *
 * @returns an ISO date, or null
 */
export function fromDatabaseDate(date: string): string | null {
  return date === "infinity" ? null : date;
}
