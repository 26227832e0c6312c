import { expect, test } from "vitest";
import { eventIdOf, ulid } from "./ulid.ts";

test("an id is 26 characters and sorts by its time", () => {
  expect(ulid(1_469_918_176_385)).toMatch(/^01ARYZ6S41[0-9A-HJKMNP-TV-Z]{16}$/);
  expect(ulid(1_000) < ulid(2_000)).toBe(true);
  expect(ulid()).not.toBe(ulid());
});

test("the same seed names the same events, each its own", () => {
  const seed = `1700000000000,${Buffer.alloc(10, 255).toString("base64")}`;

  expect(eventIdOf(seed, 0)).toBe(eventIdOf(seed, 0));
  expect(new Set([0, 1, 2].map((index) => eventIdOf(seed, index))).size).toBe(3);
});

test.each([undefined, "", "nonsense", "1,short", "-1,AAAAAAAAAAAAAA==", "x,AAAAAAAAAAAAAA=="])(
  "the seed %j is not used",
  (seed) => {
    expect(eventIdOf(seed, 0)).not.toBe(eventIdOf(seed, 0));
  },
);
