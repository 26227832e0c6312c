import { LOCALE } from "~/admin/i18n/locale";

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

const formats = new Map(
  UNITS.map(([unit]) => [
    unit,
    new Intl.NumberFormat(LOCALE, { style: "unit", unit, unitDisplay: "narrow", maximumFractionDigits: 0 }),
  ]),
);

/** How long something takes, in at most two units: "45s", "2m 30s", "1d 4h". @param ms milliseconds, not negative */
export function formatSpan(ms: number): string {
  const seconds = Math.round(ms / 1000) * 1000;
  const first = UNITS.findIndex(([, length]) => seconds >= length);
  if (first < 0) return formats.get("second")?.format(0) ?? "";
  const [unit, length] = UNITS[first] ?? UNITS[3];
  const words = [formats.get(unit)?.format(Math.floor(seconds / length))];
  const smaller = UNITS[first + 1];
  const rest = smaller && Math.floor((seconds % length) / smaller[1]);
  if (smaller && rest) words.push(formats.get(smaller[0])?.format(rest));
  return words.join(" ");
}
