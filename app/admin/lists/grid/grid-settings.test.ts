import { describe, expect, it } from "vitest";
import { parseGridSettings } from "./grid-settings";

const DEFAULTS = { hidden: [], widths: {} };

describe("parseGridSettings", () => {
  it.each([
    ["nothing", null],
    ["no JSON", "{dense"],
    ["another kind of thing", '"dense"'],
    ["null", "null"],
  ])("is the default for %s", (_, stored) => {
    expect(parseGridSettings(stored)).toEqual(DEFAULTS);
  });

  it("keeps what is right beside what is wrong", () => {
    expect(
      parseGridSettings(JSON.stringify({ hidden: "age", widths: { age: 90 }, density: "dense" })),
    ).toEqual({ hidden: [], widths: { age: 90 } });
  });

  it("takes no width that would hide a column or everything beside it", () => {
    expect(parseGridSettings(JSON.stringify({ widths: { age: -5 } })).widths).toEqual({});
    expect(parseGridSettings(JSON.stringify({ widths: { age: 1e9 } })).widths).toEqual({});
  });
});
