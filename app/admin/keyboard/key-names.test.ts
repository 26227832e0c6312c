import { describe, expect, it } from "vitest";
import { isApple, keyNames } from "./key-names";
import { SHORTCUTS } from "./shortcut-table";

describe("keyNames", () => {
  it.each([
    ["j", false, [["J"]]],
    ["g o", false, [["G"], ["O"]]],
    ["$mod+k", false, [["Ctrl", "K"]]],
    ["$mod+k", true, [["⌘", "K"]]],
    ["Shift+X", false, [["Shift", "X"]]],
    ["Shift+?", false, [["?"]]],
    ["Escape", false, [["Esc"]]],
  ])("%s", (keys, apple, expected) => {
    expect(keyNames(keys, apple)).toEqual(expected);
  });

  it("knows a Mac by its platform", () => {
    expect(["MacIntel", "iPhone", "Win32", "Linux x86_64"].map(isApple)).toEqual([true, true, false, false]);
  });
});

describe("the table", () => {
  it("gives no key to two things, nor one that begins another's sequence", () => {
    const all = Object.values(SHORTCUTS).flatMap(({ keys }) => [...keys] as string[]);
    expect(new Set(all).size).toBe(all.length);
    const first = all.filter((keys) => keys.includes(" ")).map((keys) => keys.split(" ")[0]);
    expect(all.filter((keys) => first.includes(keys))).toEqual([]);
  });
});
