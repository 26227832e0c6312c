/** A day, seen from today: ISO date, in UTC. @param days from now; negative for days that are over */
export function daysFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** The address of a list. */
export function list(resource: "orders" | "failed-jobs", query: Record<string, string> = {}): string {
  const search = new URLSearchParams(query).toString();
  return `/resources/${resource}${search && `?${search}`}`;
}
