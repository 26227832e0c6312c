import { describe, expect, it } from "vitest";
import { isBusy } from "./variant-activity";

describe("isBusy", () => {
  it.each([
    ["pending", null, false],
    ["pending", "2026-11-22T10:00:00Z", true],
    ["generating", null, true],
    ["generating", "2026-11-22T10:00:00Z", true],
    ["complete", null, false],
    ["complete", "2026-11-22T10:00:00Z", true],
    ["failed", null, false],
  ] as const)("%s, asked for at %s: %s", (generation_status, generation_requested_at, busy) => {
    expect(isBusy({ generation_status, generation_requested_at })).toBe(busy);
  });
});
