import { describe, expect, test } from "vitest";
import { instantSchema, isInstant, positionInListSchema, versionSchema } from "./bounds";

describe("S12", () => {
  test.each([3_000_000_000, 2_147_483_648, 0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "1", null])(
    "%s is no version",
    (value) => expect(versionSchema.safeParse(value).success).toBe(false),
  );
  test.each([1, 2_147_483_647, undefined])("%s is one", (value) => {
    expect(versionSchema.safeParse(value).success).toBe(true);
  });

  test.each(["2147483648", "-1", "x", "1e400"])("%s is no position in a list", (value) =>
    expect(positionInListSchema.safeParse(value).success).toBe(false),
  );

  const GIVE = "time_malformed";
  test.each([
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
    "2026-02-30T00:00:00Z",
    "2026-03-14T09:00:00",
    "infinity",
    "1",
    "",
  ])("%j is no instant", (text) => {
    const parsed = instantSchema(GIVE).safeParse(text);
    expect(parsed.error?.issues[0]?.message).toBe(GIVE);
    expect(isInstant(text)).toBe(false);
  });

  test.each([
    ["2026-03-14T09:00:00Z", "2026-03-14T09:00:00.000Z"],
    ["2026-03-14T09:00:00+23:59", "2026-03-13T09:01:00.000Z"],
    ["2026-03-14T09:00:00-23:59", "2026-03-15T08:59:00.000Z"],
  ])("%s is %s, which PostgreSQL takes", (text, utc) => {
    expect(instantSchema(GIVE).parse(text)).toBe(utc);
  });

  test.each(["2026-03-14T09:00:00.123456+00:00", "2026-03-14T09:00:00+15:59"])(
    "%s is a place in a list as it stands",
    (text) => expect(isInstant(text)).toBe(true),
  );
  test.each(["2026-03-14T09:00:00+16:00", "2026-03-14T09:00:00-23:59"])("%s is none", (text) =>
    expect(isInstant(text)).toBe(false),
  );
});
