import { describe, expect, it } from "vitest";
import { broughtUpToDate, joinPages, pagesWith, withFreshRows } from "./list-pages";

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

describe("withFreshRows", () => {
  const now = (ids: string) => new Map([...ids].map((id) => [id, { id, state: "resolved" }]));
  const states = ({ rows }: { rows: Row[] }) => rows.map(({ id, state }) => `${id} ${state}`);

  it("shows each row as it is now, where it stands, though it no longer matches", () => {
    const fresh = withFreshRows<Row, ReturnType<typeof page>>(
      page("abc", "1"),
      now("b"),
      new Set("b"),
      (id) => id === "b",
    );
    expect(states(fresh)).toEqual(["a open", "b resolved", "c open"]);
    expect(fresh).toMatchObject({ next: "1" });
    expect(fresh.outdated).toBeUndefined();
  });

  it("keeps a row that is gone, and takes none that was not there", () => {
    const fresh = withFreshRows<Row, ReturnType<typeof page>>(
      page("ab", null),
      now("z"),
      new Set("a"),
      (id) => id === "a",
    );
    expect(states(fresh)).toEqual(["a open", "b open"]);
  });

  it("is outdated with a changed row that was not read", () => {
    const fresh = withFreshRows<Row, ReturnType<typeof page>>(
      page("ab", null),
      now(""),
      new Set(),
      () => true,
    );
    expect(fresh.outdated).toBe(true);
  });
});
