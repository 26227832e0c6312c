import { describe, expect, it } from "vitest";
import { countLate, isTyped, needsTyping, requestOf } from "./bulk-draft";

const EMPTY = { note: "", assignee: "", until: "", pace: "", typed: "" };
const SELECTION = { ids: ["3f8f0b1e-5d5c-4b43-9d55-0f6a1b0f2c11"] };

describe("requestOf", () => {
  it("needs no more than the selection for a retry", () => {
    expect(requestOf({ kind: "retry", selection: SELECTION }, EMPTY)).toEqual({
      request: { kind: "retry", selection: SELECTION, note: "" },
    });
  });

  it.each([
    ["resolve", "note"],
    ["assign", "assignee"],
    ["snooze", "until"],
    ["generate", "note"],
  ] as const)("says what %s lacks", (kind, field) => {
    expect(requestOf({ kind, selection: SELECTION }, EMPTY)).toEqual({
      fields: { [field]: expect.any(String) },
    });
  });

  it("takes a reason for missing songs that each order's record takes, too", () => {
    const asked = { kind: "generate", selection: SELECTION } as const;
    expect(requestOf(asked, { ...EMPTY, note: "a".repeat(2000) })).toHaveProperty("request");
    expect(requestOf(asked, { ...EMPTY, note: "a".repeat(2001) })).toEqual({
      fields: { note: expect.stringContaining("2,000") },
    });
  });

  it("tells nobody from not chosen yet", () => {
    expect(
      requestOf({ kind: "assign", selection: SELECTION }, { ...EMPTY, assignee: "nobody" }),
    ).toMatchObject({
      request: { assignee: null },
    });
  });

  it("sends local times as instants, and a pace as a number", () => {
    const until = new Date(2030, 0, 31, 9, 0);
    expect(
      requestOf(
        { kind: "snooze", selection: SELECTION },
        { ...EMPTY, until: "2030-01-31T09:00", pace: "30" },
      ),
    ).toMatchObject({
      request: { until: until.toISOString(), per_minute: 30 },
    });
  });
});

describe("the typed count", () => {
  it("is asked for above 1,000", () => {
    expect(needsTyping({ total: 1_000 })).toBe(false);
    expect(needsTyping({ total: 1_001 })).toBe(true);
  });

  it("may be written as it is shown", () => {
    expect(isTyped("12345", 12_345)).toBe(true);
    expect(isTyped("12,345", 12_345)).toBe(true);
    expect(isTyped("12 345", 12_345)).toBe(true);
    expect(isTyped("1234", 12_345)).toBe(false);
    expect(isTyped("", 12_345)).toBe(false);
  });
});

describe("P2 what is put aside and comes back too late", () => {
  it("is counted: all that is needed before the day on which it comes back", () => {
    const needed_by = { "2030-01-30": 2, "2030-01-31": 1, "2030-02-01": 4 };
    expect(countLate({ needed_by }, new Date(2030, 0, 29, 9))).toBe(0);
    expect(countLate({ needed_by }, new Date(2030, 0, 31, 9))).toBe(2);
    expect(countLate({ needed_by }, new Date(2030, 1, 2, 9))).toBe(7);
    expect(countLate({ needed_by: {} }, new Date(2030, 1, 2, 9))).toBe(0);
  });
});
