import { describe, expect, it } from "vitest";
import { findInJson, splitAround } from "./json-search";

const inner = { genre: "Pop", loud: true };
const list = [1, { deep: "x" }];
const value = { brief: inner, list, other: { y: null } };

describe("findInJson", () => {
  it("finds values and names, whatever their case, and everything that leads there", () => {
    expect(findInJson(value, "pop")).toEqual({ within: new Set([value, inner]), places: 1 });
    expect(findInJson(value, "LOUD").within).toEqual(new Set([value, inner]));
    expect(findInJson(value, "deep").within).toEqual(new Set([value, list, list[1]]));
    expect(findInJson(value, "true").places).toBe(1);
    expect(findInJson(value, "brief")).toEqual({ within: new Set([value, inner]), places: 1 });
  });

  it.each(["", "  ", "nowhere"])("finds nothing for %j", (text) => {
    expect(findInJson(value, text)).toEqual({ within: new Set(), places: 0 });
  });

  it("survives what is no object, and nesting without end", () => {
    let deep: unknown = "end";
    for (let level = 0; level < 20_000; level += 1) deep = [deep];
    expect(findInJson(deep, "end").places).toBe(0);
    expect(findInJson(null, "x").places).toBe(0);
  });
});

describe("splitAround", () => {
  it.each([
    ["a Pop song, pop", "pop", ["a ", "Pop", " song, ", "pop", ""]],
    ["nothing", "x", ["nothing"]],
    ["all", "", ["all"]],
    ["İx", "x", ["İx"]],
  ])("cuts %j at %j", (text, wanted, pieces) => {
    expect(splitAround(text, wanted)).toEqual(pieces);
    expect(splitAround(text, wanted).join("")).toBe(text);
  });
});
