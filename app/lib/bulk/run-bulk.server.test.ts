import { expect, test } from "vitest";
import { BATCH, paceOf } from "./run-bulk.server";

test("without a pace it goes in large batches and never waits", () => {
  expect(paceOf(null)).toEqual({ batch: BATCH, waitSeconds: 0 });
});

test.each([1, 5, 6, 7, 59, 60, 600, 60_000])("%i a minute is never more than that", (perMinute) => {
  const { batch, waitSeconds } = paceOf(perMinute);
  expect(batch).toBeGreaterThanOrEqual(1);
  expect(batch).toBeLessThanOrEqual(BATCH);
  expect((batch / waitSeconds) * 60).toBeCloseTo(perMinute);
});
