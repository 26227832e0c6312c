import { describe, expect, test } from "vitest";
import { ExactNumber, parseExact, stringifyExact } from "./exact-json";

describe("D7 JSON whose numbers are not touched", () => {
  test.each([
    '{"id":9007199254740993,"most":1e400,"price":1.0,"small":-0,"list":[1,2.50,"9007199254740993"]}',
    '{"a\\"b\\\\":12345678901234567890.123,"isLosslessNumber":true,"__proto__":{"x":1E5}}',
    "9007199254740993",
    '["\\u0000:1.0","1.0",1.0]',
    "[]",
  ])("is written as it was read: %s", (text) => expect(stringifyExact(parseExact(text))).toBe(text));

  test("has numbers where JavaScript writes them as they were", () => {
    expect(parseExact('{"a":1,"b":1.5,"c":9007199254740993}')).toEqual({
      a: 1,
      b: 1.5,
      c: new ExactNumber("9007199254740993"),
    });
    expect(String(parseExact("1e400"))).toBe("1e400");
  });

  test.each(["{1.0:1}", "01", "1.", "", "{"])("is refused where it is none: %j", (text) =>
    expect(() => parseExact(text)).toThrow(SyntaxError),
  );

  test("may be written over several lines, nested and large", () => {
    expect(stringifyExact({ a: new ExactNumber("1e400") }, 2)).toBe('{\n  "a": 1e400\n}');
    const deep = `${"[".repeat(3_000)}1.0${"]".repeat(3_000)}`;
    expect(stringifyExact(parseExact(deep))).toBe(deep);
    const large = JSON.stringify(['\\"'.repeat(500_000)]);
    expect(stringifyExact(parseExact(large))).toBe(large);
  });
});
