import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clockChangeAt } from "./clock-change";
import { toLocalInput } from "./time-presets";

describe("D19 the change of the clocks", () => {
  let zone: string | undefined;
  beforeAll(() => {
    zone = process.env.TZ;
    process.env.TZ = "Europe/Berlin";
  });
  afterAll(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  it.each([
    ["2026-03-29T01:59", null],
    ["2026-03-29T02:00", "skipped"],
    ["2026-03-29T02:30", "skipped"],
    ["2026-03-29T03:00", null],
    ["2026-10-25T01:59", null],
    ["2026-10-25T02:30", "twice"],
    ["2026-10-25T03:00", null],
    ["2026-06-01T02:30", null],
    ["", null],
    ["nonsense", null],
  ])("D19 at %j: %s", (picked, change) => expect(clockChangeAt(picked)).toBe(change));

  it("D19 takes an hour later for a time that there is not, and the first of two", () => {
    expect(toLocalInput(new Date("2026-03-29T02:30"))).toBe("2026-03-29T03:30");
    expect(new Date("2026-10-25T02:30").toISOString()).toBe("2026-10-25T00:30:00.000Z");
  });
});
