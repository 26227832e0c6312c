import { describe, expect, it } from "vitest";
import { relativeTime } from "./relative-time";

const now = new Date("2026-11-22T12:00:00Z");
const since = (ms: number) => new Date(now.getTime() - ms);

describe("relativeTime", () => {
  it.each([
    [0, "just now"],
    [999, "just now"],
    [1_000, "1 second ago"],
    [59_999, "59 seconds ago"],
    [60_000, "1 minute ago"],
    [3_599_999, "59 minutes ago"],
    [3_600_000, "1 hour ago"],
    [86_399_999, "23 hours ago"],
    [86_400_000, "1 day ago"],
    [29 * 86_400_000, "29 days ago"],
    [30 * 86_400_000, "1 month ago"],
    [365 * 86_400_000, "1 year ago"],
    [-120_000, "in 2 minutes"],
    [-500, "just now"],
  ])("%i ms before now is %s", (ms, words) => {
    expect(relativeTime(since(ms), now, "long")).toBe(words);
  });

  it("is short for columns", () => {
    expect(relativeTime(since(4_000), now)).toBe("4s ago");
    // Releases of ICU abbreviate the minute differently.
    expect(relativeTime(since(500), now)).toBe("now");
    expect(relativeTime(since(5 * 60_000), now)).toMatch(/^5 ?m(in)?\.? ago$/);
  });

  it("is in the words of the language", () => {
    expect(relativeTime(since(500), now, "long", "de")).toBe("gerade eben");
    expect(relativeTime(since(500), now, "long", "de-AT")).toBe("gerade eben");
    expect(relativeTime(since(500), now, "long", "fr")).toBe("maintenant");
    expect(relativeTime(since(60_000), now, "long", "de")).toBe("vor 1 Minute");
  });
});
