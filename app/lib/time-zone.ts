import { z } from "zod";
import { says } from "~/lib/errors/issues";

/** Names that have been looked up, which takes about a millisecond each. */
const known = new Set<string>();

function isTimeZone(zone: string): boolean {
  if (known.has(zone)) return true;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions();
    // A name in other letters, of which there are without end, is not kept.
    if (timeZone === zone) known.add(zone);
    return true;
  } catch {
    return false;
  }
}

/** The reader's time zone, in which days begin and today is today. */
export const timeZoneSchema = z.string().max(64).refine(isTimeZone, says("zone_unknown"));
