/**
 * How long a refusal takes at least, in ms: longer than Auth needs to compare a password, which it does for accounts that
 * exist alone. When it takes longer, the refusal waits for the next full step, so that the difference does not show either.
 */
export const STEP_MS = 1_000;

/**
 * Waits until a whole number of steps has passed since a request came.
 *
 * @param startedAt when it came, by performance.now()
 */
export function untilFullStep(startedAt: number): Promise<void> {
  const passed = performance.now() - startedAt;
  const steps = Math.max(1, Math.ceil(passed / STEP_MS));
  return new Promise((resolve) => setTimeout(resolve, steps * STEP_MS - passed));
}
