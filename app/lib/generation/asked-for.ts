import { relativeTime } from "~/lib/relative-time";

/** Who asked for what is under way, and when, as a state function says it with a refusal. */
export interface Asked {
  requested_by?: string | null | undefined;
  requested_at?: string | null | undefined;
}

/**
 * The clause that says who is making a variant already.
 *
 * @param now for "4 seconds ago"
 * @returns ", asked for by Ana 4 seconds ago"; nothing where nobody knows when
 */
export function askedFor({ requested_by, requested_at }: Asked, now = new Date()): string {
  if (!requested_at) return "";
  return `, asked for by ${requested_by ?? "Reprise"} ${relativeTime(new Date(requested_at), now, "long")}`;
}
