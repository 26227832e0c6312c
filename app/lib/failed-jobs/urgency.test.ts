import { describe, expect, it } from "vitest";
import { comesBackTooLate, urgencyOf } from "./urgency";

const noon = new Date("2026-11-22T12:00:00Z");

describe("urgencyOf", () => {
  it.each([
    ["2026-11-20", "overdue", -2],
    ["2026-11-21", "overdue", -1],
    ["2026-11-22", "today", 0],
    ["2026-11-23", "soon", 1],
    ["2026-11-25", "soon", 3],
    ["2026-11-26", "later", 4],
    ["2027-11-22", "later", 365],
  ] as const)("needed on %s is %s", (neededBy, level, days) => {
    expect(urgencyOf(neededBy, noon, "UTC")).toEqual({ level, days });
  });

  it("holds to the last second of the day, and not beyond", () => {
    expect(urgencyOf("2026-11-22", new Date("2026-11-22T23:59:59.999Z"), "UTC").level).toBe("today");
    expect(urgencyOf("2026-11-22", new Date("2026-11-23T00:00:00Z"), "UTC").level).toBe("overdue");
  });

  it("goes by the calendar of the reader's time zone", () => {
    const evening = new Date("2026-11-22T23:30:00Z");
    expect(urgencyOf("2026-11-22", evening, "America/Los_Angeles").days).toBe(0);
    expect(urgencyOf("2026-11-22", evening, "Asia/Tokyo").days).toBe(-1);
  });

  it("counts calendar days, not 24 hours, across a change of the clocks", () => {
    const beforeClocksGoBack = new Date("2026-10-24T22:30:00Z");
    expect(urgencyOf("2026-10-26", beforeClocksGoBack, "Europe/Berlin").days).toBe(1);
  });

  it.each([null, "", "infinity", "tomorrow", "2026-11-22T00:00:00Z"])("takes %j as no date", (neededBy) => {
    expect(urgencyOf(neededBy, noon, "UTC")).toEqual({ level: "none", days: null });
  });
});

describe("P2 what is put aside comes back too late", () => {
  it.each([
    ["2026-11-24", "2026-11-24T21:59:00Z", false],
    ["2026-11-24", "2026-11-24T23:00:00Z", true],
    ["2026-11-24", "2026-11-30T08:00:00Z", true],
    ["2026-11-20", "2026-11-24T08:00:00Z", true],
    ["2026-12-01", "2026-11-30T08:00:00Z", false],
    [null, "2026-11-30T08:00:00Z", false],
  ])("needed by %s, until %s: %s", (neededBy, until, late) =>
    expect(comesBackTooLate(neededBy, new Date(until), "Europe/Berlin")).toBe(late),
  );
});
