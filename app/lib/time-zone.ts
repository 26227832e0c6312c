import { z } from "zod";
import { says } from "~/lib/errors/issues";

function isTimeZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}

/** The reader's time zone, in which days begin and today is today. */
export const timeZoneSchema = z.string().max(64).refine(isTimeZone, says("zone_unknown"));
