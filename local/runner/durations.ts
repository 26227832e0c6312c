import type { Delay } from "./store.ts";

const UNIT_MS = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;
const DURATION = /^(?:\d+[wdhms])+$/;

/**
 * Reads the name of a Sleep opcode: a duration as the SDK writes it ("1d2h30m10s"; empty means none), or the
 * ISO time of step.sleepUntil.
 *
 * @returns null when it is neither
 */
export function parseSleep(name: string): Delay | null {
  if (name === "") return { afterMs: 0 };
  if (DURATION.test(name)) {
    let afterMs = 0;
    for (const [, count, unit] of name.matchAll(/(\d+)([wdhms])/g)) {
      afterMs += Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
    }
    return { afterMs };
  }
  const atMs = Date.parse(name);
  return Number.isNaN(atMs) ? null : { atMs };
}

const MIN_RETRY_MS = 1_000;
const MAX_RETRY_MS = 86_400_000;

/**
 * Reads a retry-after header: seconds, or a date in any form that Date understands; null for anything else. Like the
 * genuine server it counts seconds from the last full one, so that a second may be a moment, and waits a day at most
 * (inngest pkg/execution/driver/httpdriver, ParseRetry).
 */
export function parseRetryAfter(header: string | undefined, nowMs = Date.now()): Delay | null {
  if (header === undefined || header.trim() === "") return null;
  const seconds = header.length <= 7 ? Number.parseInt(header, 10) : Number.NaN;
  const fraction = nowMs % 1_000;
  const afterMs = seconds > 0 ? seconds * 1_000 - fraction : Date.parse(header) - nowMs;
  if (Number.isNaN(afterMs)) return null;
  return { afterMs: afterMs < MIN_RETRY_MS ? MIN_RETRY_MS - fraction : Math.min(afterMs, MAX_RETRY_MS) };
}
