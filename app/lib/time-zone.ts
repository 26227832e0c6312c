import { z } from "zod";

function isTimeZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}

/** The reader's time zone, in which days begin and today is today. */
export const timeZoneSchema = z
  .string()
  .max(64)
  .refine(isTimeZone, "The time zone must be an IANA name, such as Europe/Berlin.");
