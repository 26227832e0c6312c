/** Seconds to wait after each failed try (inngest pkg/backoff, BackoffTable). */
const GENUINE_SECONDS = [15, 30, 60, 120, 300, 600, 1_200, 2_400, 3_600, 7_200] as const;
const JITTER_MS = 30_000;

const QUICK_START_MS = 1_000;
const QUICK_CAP_MS = 30_000;

/** What the genuine server waits after the given failed attempt (0 is the first): 15 s and more, with up to 30 s of jitter. */
export function genuineBackoffMs(attempt: number): number {
  const seconds = GENUINE_SECONDS[Math.min(attempt, GENUINE_SECONDS.length - 1)] ?? 0;
  return seconds * 1_000 + Math.random() * JITTER_MS;
}

/** 1 s, 2 s, 4 s ... 30 s: for those who watch. */
export function quickBackoffMs(attempt: number): number {
  return Math.min(QUICK_START_MS * 2 ** attempt, QUICK_CAP_MS);
}
