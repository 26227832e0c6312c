import { describe, expect, test } from "vitest";
import { pathOfUnstorable, storableText, storedText } from "./storable-text";

test.each([
  ["", true],
  ["Ana’s note\n\tzweite Zeile", true],
  ["💿 a whole pair", true],
  ["\u2028<script>\u202e\ufeff\u0001", true],
  ["a\0b", false],
  ["\ud83d", false],
  ["\udcbf\ud83d", false],
])("%j can be stored: %s", (text, storable) => expect(storableText.safeParse(text).success).toBe(storable));

describe("D1 text for a column", () => {
  test.each([
    ["a\0b", 10, "a\ufffdb"],
    ["\ud83d💿\udcbf", 10, "\ufffd💿\ufffd"],
    ["abcd", 4, "abcd"],
    ["abcde", 4, "abc…"],
    ["ab💿de", 4, "ab…"],
  ])("%j in %d characters is %j", (text, most, stored) => expect(storedText(text, most)).toBe(stored));
});

test.each([
  [{ a: ["x", { b: "\0" }], c: "\0" }, "a.1.b"],
  [{ a: { "\0": "x" } }, "a"],
  [{ "\0": 1 }, "_"],
  ["\0", "_"],
  [{ a: [1, null, true, "x"] }, null],
  [JSON.parse(`${"[".repeat(20_000)}"x"${"]".repeat(20_000)}`), null],
])("D1 what cannot be stored is found, however deep it is (%#)", (value, path) =>
  expect(pathOfUnstorable(value)).toBe(path),
);
