import { clockTime } from "~/lib/clock-time";
import { instantOf } from "~/lib/database-date";
import { LOCALE } from "./locale";

const dayFormat = new Intl.DateTimeFormat(LOCALE, {
  timeZone: "UTC",
  weekday: "short",
  month: "short",
  day: "numeric",
});
const dayAndYearFormat = new Intl.DateTimeFormat(LOCALE, { timeZone: "UTC", dateStyle: "medium" });
const localFormat = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "long" });
const timeFormat = new Intl.DateTimeFormat(LOCALE, { timeStyle: "short" });
const dateTimeFormat = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short" });
const utcFormat = new Intl.DateTimeFormat(LOCALE, {
  dateStyle: "medium",
  timeStyle: "long",
  timeZone: "UTC",
});

const momentFormat = new Intl.DateTimeFormat(LOCALE, {
  weekday: "short",
  hour: "numeric",
  minute: "2-digit",
});
const countFormat = new Intl.NumberFormat(LOCALE);
const farMomentFormat = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short" });
const zoneFormat = new Intl.DateTimeFormat(LOCALE, { timeZoneName: "longOffset" });
/** Up to this far ahead a weekday is enough: the same one comes again after a week. */
const WEEKDAY_NAMES_UP_TO_MS = 6 * 24 * 60 * 60 * 1000;

/** What is written for an instant that JavaScript cannot hold: "never", or as the database writes it. */
export function unwritableInstant(text: string): string {
  if (text !== "infinity") return text;
  return LOCALE.startsWith("de") ? "nie" : "never";
}

/** An instant in a format; anything else as it is. */
function written(format: Intl.DateTimeFormat, instant: Date | string): string {
  const date = typeof instant === "string" ? instantOf(instant) : instant;
  if (date === null) return unwritableInstant(String(instant));
  return Number.isNaN(date.getTime()) ? "–" : format.format(date);
}

/** A coming instant, in the reader's zone, as short as it can be told: "Mon 9:00 AM". */
export function formatMoment(instant: Date | string, now: Date = new Date()): string {
  const moment = new Date(instant);
  const near = Math.abs(moment.getTime() - now.getTime()) < WEEKDAY_NAMES_UP_TO_MS;
  return written(near ? momentFormat : farMomentFormat, instant);
}

/** The reader's time zone with its present offset: "Europe/Lisbon (GMT+01:00)". */
export function formatZone(now: Date): string {
  const offset = zoneFormat.formatToParts(now).find(({ type }) => type === "timeZoneName")?.value;
  const { timeZone } = zoneFormat.resolvedOptions();
  return offset && offset !== timeZone ? `${timeZone} (${offset})` : timeZone;
}

/** A calendar day: "Tue, Nov 24", with the year in place of the weekday when it is not this one. */
export function formatDay(isoDate: string, now: Date = new Date()): string {
  // A day is the same day everywhere, so it is written in the zone in which it was read.
  const day = new Date(`${isoDate}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return isoDate;
  return (day.getUTCFullYear() === now.getFullYear() ? dayFormat : dayAndYearFormat).format(day);
}

/** An instant, to the second: in the reader's zone, and in UTC as the logs have it. */
export function formatInstant(iso: string): { local: string; utc: string } {
  return { local: written(localFormat, iso), utc: written(utcFormat, iso) };
}

/** The time of day at which something was, where the reader is: "2:03 PM". */
export function formatTime(at: Date): string {
  return written(timeFormat, at);
}

/** An instant, to the minute, where the reader is: "Nov 22, 2026, 2:03 PM". @param iso ISO instant */
export function formatDateTime(iso: string): string {
  return written(dateTimeFormat, iso);
}

/** An amount of money. @param cents in hundredths of the currency @param currency ISO 4217 code */
export function formatMoney(cents: number, currency: string): string {
  const format = new Intl.NumberFormat(LOCALE, { style: "currency", currency });
  // Not every currency has hundredths to show, but orders always count in them.
  return format.format(cents / 100);
}

/**
 * A count.
 *
 * @param upTo nobody counted further; a greater count is written as "10,000+"
 * @param more counting stopped at this very count: "500+"
 */
export function formatCount(count: number, upTo = Number.POSITIVE_INFINITY, more = false): string {
  const stopped = more || count > upTo;
  return `${countFormat.format(Math.min(count, upTo))}${stopped ? "+" : ""}`;
}

/** The length of a song: "1:05", "3:00:34". @param ms milliseconds */
export const formatDuration = (ms: number): string => clockTime(Math.round(ms / 1000));

const languageNames = new Intl.DisplayNames(LOCALE, { type: "language" });

/** The name of a language: "Brazilian Portuguese". @param code BCP 47, such as "pt-BR"; what is none stays as it is */
export function formatLanguage(code: string): string {
  try {
    return languageNames.of(code) ?? code;
  } catch {
    return code;
  }
}
