import { describe, expect, it } from "vitest";
import { bulkOperationOfEvent, failedJobOfEvent, isPoisoned } from "./outbox-schemas";

describe("an event that has not been sent", () => {
  it.each([
    [false, { state: "failing", attempts: 5 }],
    [true, { state: "failing", attempts: 6 }],
    [false, { state: "sending", attempts: 6 }],
  ] as const)("is poisoned: %s", (poisoned, event) => expect(isPoisoned(event)).toBe(poisoned));

  it("says which failure it retries, if it does", () => {
    const id = "6f1c1f0e-9d0b-4c3a-8f57-0a1b2c3d4e5f";
    expect(failedJobOfEvent(`failed-job:${id}:attempt:12`)).toBe(id);
    expect(bulkOperationOfEvent(`bulk:${id}:part:3`)).toBe(id);
    expect(failedJobOfEvent(`bulk:${id}:part:1`)).toBeNull();
    expect(failedJobOfEvent(`failed-job:${id}:attempt:1/x`)).toBeNull();
  });
});
