import { describe, expect, it } from "vitest";
import {
  EVERYTHING,
  extentOf,
  isSelected,
  NOTHING,
  type Selection,
  toggled,
  withoutGone,
  withRange,
} from "./selection";

const LOADED = ["a", "b", "c", "d"];
const chosen = (...ids: string[]): Selection => ({ all: false, ids: new Set(ids) });

describe("a selection", () => {
  it("takes a row in and out", () => {
    expect(toggled(NOTHING, "b", LOADED)).toEqual(chosen("b"));
    expect(toggled(chosen("b"), "b", LOADED)).toEqual(NOTHING);
  });

  it("of everything has rows that nobody has loaded", () => {
    expect(isSelected(EVERYTHING, "z")).toBe(true);
    expect(isSelected(chosen("a"), "z")).toBe(false);
  });

  it("of everything becomes the other loaded ones when one is taken out", () => {
    expect(toggled(EVERYTHING, "b", LOADED)).toEqual(chosen("a", "c", "d"));
  });

  it("grows by a range in either direction, and keeps what was chosen", () => {
    expect(withRange(chosen("a"), LOADED, "b", "d")).toEqual(chosen("a", "b", "c", "d"));
    expect(withRange(NOTHING, LOADED, "c", "a")).toEqual(chosen("a", "b", "c"));
  });

  it("takes one row where the range begins at one that has gone", () => {
    expect(withRange(NOTHING, LOADED, "gone", "c")).toEqual(chosen("c"));
  });

  it("says how much of the list it is", () => {
    expect(extentOf(NOTHING, LOADED)).toBe("none");
    expect(extentOf(chosen("a"), LOADED)).toBe("some");
    expect(extentOf(chosen(...LOADED), LOADED)).toBe("all");
    expect(extentOf(EVERYTHING, LOADED)).toBe("all");
    expect(extentOf(chosen("a"), [])).toBe("some");
  });

  it("loses what has left the list", () => {
    expect(withoutGone(chosen("a", "gone"), LOADED)).toEqual(chosen("a"));
    const same = chosen("a");
    expect(withoutGone(same, LOADED)).toBe(same);
    expect(withoutGone(EVERYTHING, [])).toBe(EVERYTHING);
  });
});
