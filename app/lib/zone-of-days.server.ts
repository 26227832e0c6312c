import { shopTimeZone } from "./env.server";

/** What a reader is shown who names no zone, such as a program. */
const FALLBACK = "UTC";

/**
 * The zone whose calendar says which day is today, everywhere on the desk: the shop's where the environment names one,
 * otherwise the reader's.
 *
 * @param readers IANA name, as the browser sends it
 */
export function zoneOfDays(readers: string | undefined): string {
  return shopTimeZone() ?? readers ?? FALLBACK;
}
