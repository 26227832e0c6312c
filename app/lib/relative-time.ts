const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// From the largest down; a unit is used from one whole of it on.
const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 365 * DAY],
  ["month", 30 * DAY],
  ["day", DAY],
  ["hour", HOUR],
  ["minute", MINUTE],
  ["second", SECOND],
];

/** Made once for each locale and style: making one takes longer than all that it does, and lists have hundreds. */
const formats = new Map<string, Intl.RelativeTimeFormat>();

function formatFor(locale: string, style: "long" | "narrow", numeric: "auto" | "always") {
  const key = `${locale} ${style} ${numeric}`;
  const format = formats.get(key) ?? new Intl.RelativeTimeFormat(locale, { style, numeric });
  formats.set(key, format);
  return format;
}

/** For sentences, where Intl's "now" reads as an order ("Ana resolved this now"); columns have no room for it. */
const JUST_NOW = new Map([
  ["en", "just now"],
  ["de", "gerade eben"],
]);

/**
 * How long ago (or how far ahead) something is, in words: "4s ago", "in 2 days", "just now".
 *
 * Rounded towards zero, so that it never says more time has passed than has.
 *
 * @param at the instant that is spoken of
 * @param now the present instant
 * @param style "long" for running text ("4 seconds ago"), "narrow" for columns ("4s ago")
 * @param locale BCP 47 tag of the words
 */
export function relativeTime(
  at: Date,
  now: Date,
  style: "long" | "narrow" = "narrow",
  locale = "en",
): string {
  const difference = at.getTime() - now.getTime();
  // An instant that JavaScript cannot hold, such as the database's 'infinity'.
  if (Number.isNaN(difference)) return "–";
  const [unit, length] = UNITS.find(([, ms]) => Math.abs(difference) >= ms) ?? ["second", SECOND];
  // Plus zero: Intl writes negative zero as "0 seconds ago" where zero is "now".
  const amount = Math.trunc(difference / length) + 0;
  const justNow = amount === 0 && style === "long" ? JUST_NOW.get(locale.split("-")[0] ?? "") : undefined;
  if (justNow !== undefined) return justNow;
  return formatFor(locale, style, amount === 0 ? "auto" : "always").format(amount, unit);
}
