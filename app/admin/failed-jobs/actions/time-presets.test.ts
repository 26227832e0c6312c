import { describe, expect, it } from "vitest";
import { fromLocalInput, presetTime, toLocalInput } from "./time-presets";

// A Sunday evening, wherever the test runs.
const now = new Date(2026, 10, 22, 18, 30, 12);

describe("presetTime", () => {
  it("counts minutes from now", () => {
    expect(presetTime("in_15_minutes", now)).toEqual(new Date(2026, 10, 22, 18, 45, 12));
    expect(presetTime("in_1_hour", now)).toEqual(new Date(2026, 10, 22, 19, 30, 12));
  });

  it("means nine in the morning of the calendar's next day", () => {
    expect(presetTime("tomorrow_morning", now)).toEqual(new Date(2026, 10, 23, 9));
    expect(presetTime("tomorrow_morning", new Date(2026, 11, 31, 23, 59))).toEqual(new Date(2027, 0, 1, 9));
  });

  it.each([
    [new Date(2026, 10, 22, 18), new Date(2026, 10, 23, 9)],
    [new Date(2026, 10, 23, 8), new Date(2026, 10, 30, 9)],
    [new Date(2026, 10, 28, 8), new Date(2026, 10, 30, 9)],
  ])("means the Monday after %s", (from, monday) => {
    expect(presetTime("next_week", from)).toEqual(monday);
  });
});

describe("local times", () => {
  it("come back as they went, to the minute", () => {
    const time = new Date(2026, 0, 5, 9, 5);
    expect(toLocalInput(time)).toBe("2026-01-05T09:05");
    expect(fromLocalInput(toLocalInput(time), new Date(2025, 0, 1))).toEqual(time);
  });

  it.each(["", "nonsense", "2026-11-22T18:30"])("are none when they are %j", (text) => {
    expect(fromLocalInput(text, now)).toBeNull();
  });
});
