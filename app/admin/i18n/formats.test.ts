import { describe, expect, it } from "vitest";
import {
  formatCount,
  formatDay,
  formatDuration,
  formatInstant,
  formatLanguage,
  formatMoney,
} from "./formats";

describe("formats", () => {
  it("writes a day as the same day everywhere, with its year only when that is another", () => {
    const now = new Date("2026-11-22T12:00:00Z");
    expect(formatDay("2026-11-24", now)).toBe("Tue, Nov 24");
    expect(formatDay("2027-01-01", now)).toBe("Jan 1, 2027");
    expect(formatDay("no date", now)).toBe("no date");
  });

  it("names a language, and leaves what is none as it is", () => {
    expect(formatLanguage("pt-BR")).toBe("Brazilian Portuguese");
    expect(formatLanguage("not a code")).toBe("not a code");
  });

  it("writes an instant in UTC as well", () => {
    expect(formatInstant("2026-11-22T09:05:07Z").utc).toBe("Nov 22, 2026, 9:05:07 AM UTC");
  });

  it("does not pretend to know a count beyond which nobody counted", () => {
    expect(formatCount(10_000, 10_000)).toBe("10,000");
    expect(formatCount(10_001, 10_000)).toBe("10,000+");
    expect(formatCount(1_234_567)).toBe("1,234,567");
    expect(formatCount(500, 10_000, true)).toBe("500+");
    expect(formatCount(10_001, 10_000, true)).toBe("10,000+");
  });

  it("writes money and lengths", () => {
    expect(formatMoney(4900, "USD")).toBe("$49.00");
    expect(formatMoney(199, "EUR")).toBe("€1.99");
    expect(formatDuration(65_400)).toBe("1:05");
    expect(formatDuration(59_600)).toBe("1:00");
    // D13: "3:00:34", and not "180:34".
    expect(formatDuration(10_834_000)).toBe("3:00:34");
  });
});
