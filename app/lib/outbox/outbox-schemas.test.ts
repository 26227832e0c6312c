import { describe, expect, it } from "vitest";
import { bulkOperationOfEvent, failedJobOfEvent, outboxStateOf } from "./outbox-schemas";

const now = new Date("2026-11-22T12:00:00Z");
const before = "2026-11-22T11:59:59Z";
const after = "2026-11-22T12:00:01Z";
const event = { claimed_until: null, attempts: 0, due_at: before };

describe("an event that has not been sent", () => {
  it.each([
    ["waiting", event],
    ["scheduled", { ...event, due_at: after }],
    ["sending", { ...event, attempts: 1, claimed_until: after }],
    ["failing", { ...event, attempts: 1, due_at: after }],
    // The server that had it died: the lease has run out.
    ["failing", { ...event, attempts: 1, claimed_until: before }],
  ])("is %s", (state, given) => expect(outboxStateOf(given, now)).toBe(state));

  it("says which failure it retries, if it does", () => {
    const id = "6f1c1f0e-9d0b-4c3a-8f57-0a1b2c3d4e5f";
    expect(failedJobOfEvent(`failed-job:${id}:attempt:12`)).toBe(id);
    expect(bulkOperationOfEvent(`bulk:${id}:part:3`)).toBe(id);
    expect(failedJobOfEvent(`bulk:${id}:part:1`)).toBeNull();
    expect(failedJobOfEvent(`failed-job:${id}:attempt:1/x`)).toBeNull();
  });
});
