export type TimePreset = "in_15_minutes" | "in_1_hour" | "tomorrow_morning" | "next_week";

/** When a working day begins, in the reader's zone. */
const MORNING_HOUR = 9;
const MINUTE_MS = 60_000;
const MONDAY = 1;

function morningIn(days: number, now: Date): Date {
  // By the calendar and not by adding 24 hours: a day on which the clocks change has 23 or 25.
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING_HOUR);
}

/** The instant that a preset stands for, in the reader's zone. @param now the present instant */
export function presetTime(preset: TimePreset, now: Date): Date {
  switch (preset) {
    case "in_15_minutes":
      return new Date(now.getTime() + 15 * MINUTE_MS);
    case "in_1_hour":
      return new Date(now.getTime() + 60 * MINUTE_MS);
    case "tomorrow_morning":
      return morningIn(1, now);
    case "next_week":
      return morningIn((MONDAY - now.getDay() + 7) % 7 || 7, now);
  }
}

/** A time as an input of type datetime-local takes it: local, to the minute. */
export function toLocalInput(time: Date): string {
  // A link may end at 'infinity', which no input can show.
  if (Number.isNaN(time.getTime())) return "";
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** What was picked in an input of type datetime-local, as an instant; null while it is none or past. */
export function fromLocalInput(text: string, now: Date): Date | null {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) || time <= now ? null : time;
}
