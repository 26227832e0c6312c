import { expect } from "./test";

/** Milliseconds: what docs/reliability.md promises of a link that was ended. */
const DEAD_WITHIN = 1_000;

/**
 * Waits until a link that has just been changed answers so at every door, and makes sure that no request which was sent
 * a second after the change was answered otherwise. How long answers take does not matter: a machine may be slow.
 *
 * @param ask sends a request to each door, and gives the statuses
 */
export async function expectWithinASecond(ask: () => Promise<number[]>, statuses: number[]): Promise<void> {
  const changedAt = Date.now();
  let lastOtherwise = changedAt;
  await expect
    .poll(
      async () => {
        const sentAt = Date.now();
        const told = await ask();
        if (told.join() !== statuses.join()) lastOtherwise = sentAt;
        return told;
      },
      { intervals: [50] },
    )
    .toEqual(statuses);
  expect(lastOtherwise - changedAt).toBeLessThan(DEAD_WITHIN);
}
