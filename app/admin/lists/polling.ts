/** A person who has just pressed the button watches the page. */
const WATCHED_MS = 1_500;
const WATCHED_FOR_MS = 60_000;
/** Afterwards they look at something else and come back. */
const SLOW_MS = 5_000;
const SLOW_FOR_MS = 10 * 60_000;
const RESTING_MS = 20_000;

/**
 * How often something that is under way is asked for: often at first, ever less while it takes its time.
 *
 * @param since ISO instant at which it was asked for
 * @param now the present instant
 * @returns milliseconds until the next question
 */
export function pollingInterval(since: string, now: Date): number {
  // A clock that is behind the server's makes this negative, which counts as just now.
  const age = now.getTime() - new Date(since).getTime();
  if (Number.isNaN(age) || age >= SLOW_FOR_MS) return RESTING_MS;
  return age < WATCHED_FOR_MS ? WATCHED_MS : SLOW_MS;
}
