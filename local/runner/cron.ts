import { Cron } from "croner";

/**
 * The first moment after `afterMs` that a cron expression of five fields names, in UTC.
 *
 * @param afterMs milliseconds since the epoch, as is the result
 * @throws Error for an expression that is none, or that names no moment which ever comes
 */
export function nextRun(expression: string, afterMs: number): number {
  if (expression.trim().split(/\s+/).length !== 5) {
    throw new Error(`"${expression}" is not a cron expression of five fields`);
  }
  const next = new Cron(expression, { timezone: "UTC", paused: true }).nextRun(new Date(afterMs));
  if (!next) throw new Error(`the cron expression "${expression}" names no moment that ever comes`);
  return next.getTime();
}
