import { expect, test } from "vitest";
import { retryDelayMs } from "./relay-outbox.server";

test.each([
  [1, 0, 500],
  [1, 1, 1_000],
  [2, 0, 1_000],
  [2, 1, 2_000],
  [5, 0.5, 12_000],
  [6, 0, 15_000],
  [6, 1, 30_000],
  [7, 1, 30_000],
  [31, 0, 15_000],
  [32, 1, 30_000],
  [10_000, 1, 30_000],
])("after %i tries, with chance at %d, it waits %i ms", (attempts, random, ms) => {
  expect(retryDelayMs(attempts, random)).toBe(ms);
});
