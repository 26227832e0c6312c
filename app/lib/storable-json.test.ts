import { describe, expect, test } from "vitest";
import { cutText } from "./cut-text";
import { storableJson } from "./storable-json";

describe("D1 text on its way into PostgreSQL", () => {
  test.each([
    ["a\0b", "a\ufffdb"],
    ["\ud83d", "\ufffd"],
    ["\udcbf\ud83d", "\ufffd\ufffd"],
    ['💿 \\u0000 \n\t"', '💿 \\u0000 \n\t"'],
    ["\\\0", "\\\ufffd"],
  ])("%j becomes %j, in values and in names", (text, kept) => {
    expect(JSON.parse(storableJson(JSON.stringify({ [text]: [text, { deep: text }] })))).toEqual({
      [kept]: [kept, { deep: kept }],
    });
  });

  test("numbers stay as they are written", () => {
    const json = '{"n":9007199254740993,"m":1e400,"p":1.0}';
    expect(storableJson(json)).toBe(json);
  });

  test("is cut between characters, never within one", () => {
    expect(cutText("ab😀", 3)).toBe("ab");
    expect(cutText("ab😀", 4)).toBe("ab😀");
    expect(cutText("ab😀c", 4)).toBe("ab😀");
    expect(cutText("abc", 2)).toBe("ab");
  });
});
