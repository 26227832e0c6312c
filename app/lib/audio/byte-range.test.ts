import { describe, expect, test } from "vitest";
import { answerRange, isUnchanged } from "./byte-range";

const SIZE = 10_000;
const ETAG = '"the-version"';
const FULL = { kind: "full" };
const NONE = { kind: "unsatisfiable" };
const part = (start: number, end: number) => ({ kind: "partial", start, end });

describe("a range", () => {
  test.each<[string | null, object]>([
    [null, FULL],
    ["bytes=0-1", part(0, 1)],
    ["bytes=0-0", part(0, 0)],
    ["bytes=0-", part(0, 9_999)],
    ["bytes=500-", part(500, 9_999)],
    ["bytes=9999-", part(9_999, 9_999)],
    ["bytes=9000-20000", part(9_000, 9_999)],
    ["bytes=-500", part(9_500, 9_999)],
    ["bytes=-1", part(9_999, 9_999)],
    ["BYTES=0-1", part(0, 1)],
    [" bytes= 0-1 ", part(0, 1)],
    ["bytes=00-01", part(0, 1)],
    // A suffix larger than the file is the whole file, still as a part.
    ["bytes=-20000", part(0, 9_999)],
    // From the end on there is nothing.
    ["bytes=10000-", NONE],
    ["bytes=10000-10001", NONE],
    ["bytes=-0", NONE],
    // More digits than a number can hold, and than any can.
    ["bytes=99999999999999999999-", NONE],
    [`bytes=${"9".repeat(400)}-`, NONE],
    ["bytes=0-99999999999999999999", part(0, 9_999)],
    [`bytes=-${"9".repeat(400)}`, part(0, 9_999)],
    // Several ranges.
    ["bytes=0-1,5-6", FULL],
    ["bytes=0-1, -5", FULL],
    // Reversed, and other nonsense.
    ["bytes=5-2", FULL],
    ["bytes=20000-10000", FULL],
    ["bytes=-", FULL],
    ["bytes=", FULL],
    ["bytes", FULL],
    ["", FULL],
    ["bytes=a-b", FULL],
    ["bytes=0x0-0x1", FULL],
    ["bytes=1.5-2", FULL],
    ["bytes=-1-2", FULL],
    ["bytes=+1-2", FULL],
    ["bytes=1e3-", FULL],
    ["bytes=0 - 1", FULL],
    ["seconds=0-1", FULL],
    ["0-1", FULL],
  ])("%j", (range, expected) => {
    expect(answerRange({ method: "GET", range, ifRange: null }, SIZE, ETAG)).toEqual(expected);
  });

  test("counts for GET alone", () => {
    expect(answerRange({ method: "HEAD", range: "bytes=0-1", ifRange: null }, SIZE, ETAG)).toEqual(FULL);
    expect(answerRange({ method: "HEAD", range: "bytes=10000-", ifRange: null }, SIZE, ETAG)).toEqual(FULL);
  });
});

describe("If-Range", () => {
  test.each<[string, object]>([
    [ETAG, part(0, 1)],
    [` ${ETAG} `, part(0, 1)],
    ['"another-version"', FULL],
    ["the-version", FULL],
    [`W/${ETAG}`, FULL],
    ["*", FULL],
    ["", FULL],
    ["Wed, 21 Oct 2026 07:28:00 GMT", FULL],
  ])("%s", (ifRange, expected) => {
    expect(answerRange({ method: "GET", range: "bytes=0-1", ifRange }, SIZE, ETAG)).toEqual(expected);
  });

  test("of another version turns a range that cannot be had into the whole file", () => {
    expect(answerRange({ method: "GET", range: "bytes=10000-", ifRange: '"old"' }, SIZE, ETAG)).toEqual(FULL);
  });
});

test.each<[string | null, boolean]>([
  [null, false],
  [ETAG, true],
  [`W/${ETAG}`, true],
  [`"a", ${ETAG}`, true],
  ["*", true],
  ['"a", "b"', false],
  ["the-version", false],
  ["", false],
])("If-None-Match %s", (header, unchanged) => {
  expect(isUnchanged(header, ETAG)).toBe(unchanged);
});
