import { describe, expect, test, vi } from "vitest";
import type { ErrorKind } from "./error-kinds";
import { compilePattern, kindsOfErrors } from "./kind-of-error.server";

const words = { en: "x", de: "x" };
const rule = (kind: string, rest: Partial<ErrorKind>): ErrorKind => ({
  kind,
  types: [],
  pattern: null,
  before_types: false,
  label: words,
  sentence: words,
  action: "retry_now",
  ...rest,
});
const kindOf = (kinds: ErrorKind[], type: string, message: string) =>
  kindsOfErrors(1, kinds).kindOf({ type, message });

describe("A19 the kind of an error, by rules that are data", () => {
  const kinds = [
    rule("first", { pattern: "\\bfull\\b" }),
    rule("second", { pattern: "\\bfull tank\\b", types: ["Tank"] }),
    rule("third", { types: ["TypeError"] }),
    rule("loud", { pattern: "alarm", before_types: true }),
  ];
  test.each([
    ["the first that fits", "Error", "A FULL TANK", "first"],
    ["a name before a message", "Tank", "full", "second"],
    ["a message before a name of JavaScript's", "TypeError", "full", "first"],
    ["a name of JavaScript's where no message fits", "TypeError", "no", "third"],
    ["a pattern that beats names", "Tank", "full alarm", "loud"],
    ["none", "Error", "fullest", "unknown"],
    ["no name that every object has", "constructor", "x", "unknown"],
  ])("is %s", (_what, type, message, kind) => expect(kindOf(kinds, type, message)).toBe(kind));

  test("is told by the others where a pattern cannot be read", () => {
    const unreadable = vi.fn();
    const some = kindsOfErrors(
      1,
      [rule("bad", { pattern: "(?=x)" }), rule("good", { pattern: "x" })],
      unreadable,
    );
    expect(some.kindOf({ type: "Error", message: "x" })).toBe("good");
    expect(unreadable).toHaveBeenCalledWith("bad", expect.anything());
  });

  test.each(["(?=x)", "(x)\\1", "(?<!x)y", "("])("refuses the pattern %s", (pattern) => {
    expect(() => compilePattern(pattern)).toThrow();
  });

  test("reads a pattern that is slow elsewhere in time that grows with the text", () => {
    expect(compilePattern("(a+)+$")(`${"a".repeat(10_000)}!`)).toBe(false);
  });
});
