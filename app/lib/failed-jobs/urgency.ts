/** How soon a song is needed, from the most to the least pressing. */
export type UrgencyLevel = "overdue" | "today" | "soon" | "later" | "none";

export interface Urgency {
  level: UrgencyLevel;
  /** Whole calendar days from today to the day it is needed: negative when that day has passed, null without one. */
  days: number | null;
}

/** Up to this many days ahead counts as soon: a failure met on a Friday and due on the Monday is not left for later. */
const SOON_DAYS = 3;
const DAY_MS = 24 * 60 * 60 * 1000;
const ISO_DATE = /^(\d{4,6})-(\d{2})-(\d{2})$/;

/** Made once for each time zone: making one takes longer than all that it does, and lists have hundreds. */
const formats = new Map<string | undefined, Intl.DateTimeFormat>();

function formatFor(timeZone: string | undefined): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    calendar: "gregory",
    numberingSystem: "latn",
    day: "numeric",
    month: "numeric",
    year: "numeric",
    ...(timeZone && { timeZone }),
  });
  formats.set(timeZone, format);
  return format;
}

/** What was asked for last: all rows of a list ask for the same instant. */
let last: { time: number; timeZone: string | undefined; day: number } | undefined;

/** The calendar day of an instant in a time zone, as days since 1970-01-01. */
function dayNumber(instant: Date, timeZone: string | undefined): number {
  const time = instant.getTime();
  if (last?.time === time && last.timeZone === timeZone) return last.day;
  const parts = formatFor(timeZone).formatToParts(instant);
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value);
  const day = Date.UTC(part("year"), part("month") - 1, part("day")) / DAY_MS;
  last = { time, timeZone, day };
  return day;
}

/**
 * How urgent something is that is needed on a calendar day. The day is over when it is over where the reader is, so
 * both are compared as calendar days, never as instants.
 *
 * @param neededBy ISO date (2026-11-24); null, or anything that is no date, means that nobody said
 * @param now the present instant
 * @param timeZone IANA name of the zone whose calendar counts; the runtime's own when left out
 */
export function urgencyOf(neededBy: string | null, now: Date, timeZone?: string): Urgency {
  const date = neededBy === null ? null : ISO_DATE.exec(neededBy);
  if (!date) return { level: "none", days: null };
  const needed = Date.UTC(Number(date[1]), Number(date[2]) - 1, Number(date[3])) / DAY_MS;
  const days = needed - dayNumber(now, timeZone);
  if (days < 0) return { level: "overdue", days };
  if (days === 0) return { level: "today", days };
  return { level: days <= SOON_DAYS ? "soon" : "later", days };
}

/** Whether something that is put aside until then comes back too late. @param neededBy, timeZone as of urgencyOf */
export function comesBackTooLate(neededBy: string | null, until: Date, timeZone?: string): boolean {
  return urgencyOf(neededBy, until, timeZone).level === "overdue";
}
