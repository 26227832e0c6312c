/** A five-field cron expression, in UTC. */
export interface Cron {
  minutes: Set<number>;
  hours: Set<number>;
  days: Set<number>;
  months: Set<number>;
  weekdays: Set<number>;
  /** Whether day and weekday are both given, in which case either is enough (as cron has it since ever). */
  eitherDay: boolean;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The 29th of February comes back after eight years at the latest (1896 to 1904, 2096 to 2104). */
const HORIZON_DAYS = 8 * 366;

function parseField(field: string, min: number, max: number): Set<number> {
  const values = new Set<number>();
  for (const part of field.split(",")) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (!match) throw new Error(`"${part}" is not supported in a cron expression`);
    const [, first, last, every] = match;
    const from = first === undefined ? min : Number(first);
    const single = first !== undefined && last === undefined && every === undefined;
    const to = last !== undefined ? Number(last) : single ? from : max;
    const step = every === undefined ? 1 : Number(every);
    if (from < min || to > max || from > to || step < 1) {
      throw new Error(`"${part}" is outside ${min} to ${max} in a cron expression`);
    }
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return values;
}

/**
 * Parses `minute hour day month weekday` with `*`, numbers, ranges, lists and steps.
 *
 * @throws Error for anything else, such as names, time zones and seconds
 */
export function parseCron(expression: string): Cron {
  const fields = expression.trim().split(/\s+/);
  const [minute, hour, day, month, weekday] = fields;
  if (fields.length !== 5 || !minute || !hour || !day || !month || !weekday) {
    throw new Error(`"${expression}" is not a cron expression of five fields`);
  }
  const weekdays = parseField(weekday, 0, 7);
  // Sunday is both 0 and 7.
  if (weekdays.has(7)) weekdays.add(0);
  return {
    minutes: parseField(minute, 0, 59),
    hours: parseField(hour, 0, 23),
    days: parseField(day, 1, 31),
    months: parseField(month, 1, 12),
    weekdays,
    eitherDay: !day.startsWith("*") && !weekday.startsWith("*"),
  };
}

function matchesDay(cron: Cron, at: Date): boolean {
  if (!cron.months.has(at.getUTCMonth() + 1)) return false;
  const day = cron.days.has(at.getUTCDate());
  const weekday = cron.weekdays.has(at.getUTCDay());
  return cron.eitherDay ? day || weekday : day && weekday;
}

/**
 * The first moment after `afterMs` that the expression names; both in milliseconds since the epoch.
 *
 * @throws Error when there is none, as for the 31st of February
 */
export function nextRun(cron: Cron, afterMs: number): number {
  const start = Math.floor(afterMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  const firstDay = Math.floor(start / DAY_MS) * DAY_MS;
  for (let day = firstDay; day < firstDay + HORIZON_DAYS * DAY_MS; day += DAY_MS) {
    if (!matchesDay(cron, new Date(day))) continue;
    for (let at = Math.max(day, start); at < day + DAY_MS; at += MINUTE_MS) {
      const moment = new Date(at);
      if (cron.hours.has(moment.getUTCHours()) && cron.minutes.has(moment.getUTCMinutes())) return at;
    }
  }
  throw new Error("the cron expression names no moment that ever comes");
}
