import { describe, expect, it } from "vitest";
import { pollingInterval } from "./polling";

const now = new Date("2026-11-22T12:00:00Z");
const ago = (ms: number) => new Date(now.getTime() - ms).toISOString();

describe("pollingInterval", () => {
  it.each([
    ["just now", ago(0), 1_500],
    ["by a server whose clock is ahead", ago(-5_000), 1_500],
    ["nearly a minute ago", ago(59_999), 1_500],
    ["a minute ago", ago(60_000), 5_000],
    ["nearly ten minutes ago", ago(599_999), 5_000],
    ["ten minutes ago", ago(600_000), 20_000],
    ["at no time at all", "", 20_000],
  ])("asked for %s", (_, since, interval) => {
    expect(pollingInterval(since, now)).toBe(interval);
  });
});
