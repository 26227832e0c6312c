import { toLocalInput } from "./time-presets";

/** What the change of the clocks does to a time that was picked: it is skipped on that day, or comes twice. */
export type ClockChange = "skipped" | "twice";

const HALF_DAY_MS = 12 * 60 * 60_000;

/**
 * Whether a time as an input of type datetime-local has it is one that the clocks skip on that day, or show twice.
 *
 * @returns null for every other time, and for what is no time
 */
export function clockChangeAt(text: string): ClockChange | null {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return null;
  if (toLocalInput(time) !== text.slice(0, 16)) return "skipped";
  // Half a day before and after, the offsets are those of the two sides; by what they differ, the same time comes again.
  const offsetOn = (side: number) => new Date(time.getTime() + side * HALF_DAY_MS).getTimezoneOffset();
  const back = (offsetOn(1) - offsetOn(-1)) * 60_000;
  const again = [back, -back].map((by) => new Date(time.getTime() + by));
  return back > 0 && again.some((other) => toLocalInput(other) === text.slice(0, 16)) ? "twice" : null;
}
