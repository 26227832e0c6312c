import { describe, expect, it } from "vitest";
import { broughtUpToDate, joinPages, pagesWith } from "./list-pages";

interface Row {
  id: string;
  state: string;
}

const page = (ids: string, next: string | null, state = "open") => ({
  rows: [...ids].map((id): Row => ({ id, state })),
  next,
  previous: null,
});
const idsOf = ({ rows }: { rows: Row[] }) => rows.map(({ id }) => id).join("");

describe("joinPages", () => {
  it("has each row once, and says where each page begins", () => {
    const { rows, starts } = joinPages([page("abc", "1"), page("cde", "2"), page("f", null)]);
    expect(idsOf({ rows })).toBe("abcdef");
    expect(starts).toEqual([0, 3, 5]);
  });

  it("is empty without pages", () => {
    expect(joinPages([])).toEqual({ rows: [], starts: [] });
  });
});

describe("pagesWith", () => {
  it.each([
    [0, 0, [0]],
    [99, 99, [0]],
    [99, 100, [0, 1]],
    [100, 199, [1]],
    [250, 5_000, [2]],
    [0, 250, [0, 1, 2]],
  ])("rows %i to %i are on the pages %j", (first, last, expected) => {
    expect(pagesWith([0, 100, 200], first, last)).toEqual(expected);
  });
});

describe("broughtUpToDate", () => {
  it("shows what rows are now, at their places", () => {
    const now = page("abc", "x", "retrying");
    expect(broughtUpToDate(page("abc", "c"), now)).toEqual({ ...now, next: "c" });
  });

  it("lets go of what has gone, and takes nothing of the next page for it", () => {
    expect(idsOf(broughtUpToDate(page("abc", "c"), page("acd", "d")))).toBe("ac");
    expect(idsOf(broughtUpToDate(page("abc", "c"), page("abd", "d")))).toBe("ab");
    expect(idsOf(broughtUpToDate(page("abc", null), page("ab", null)))).toBe("ab");
    expect(idsOf(broughtUpToDate(page("abc", "c"), page("", null)))).toBe("");
  });

  it("puts nothing new between the rows, and keeps those that it has pushed out", () => {
    expect(idsOf(broughtUpToDate(page("abc", "c"), page("nab", "b")))).toBe("abc");
    expect(idsOf(broughtUpToDate(page("abc", "c"), page("nbc", "c")))).toBe("bc");
  });

  it("ends where it ended, so that the next page still follows", () => {
    expect(broughtUpToDate(page("abc", "c"), page("acd", "d")).next).toBe("c");
  });
});
