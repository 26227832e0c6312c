import { expect, test } from "vitest";
import { nextRun } from "./cron.ts";

test.each([
  ["* * * * *", "2026-11-22T10:00:00Z", "2026-11-22T10:01:00Z"],
  ["*/15 * * * *", "2026-11-22T23:45:00Z", "2026-11-23T00:00:00Z"],
  ["0 9 * * *", "2026-11-22T09:00:00Z", "2026-11-23T09:00:00Z"],
  ["0 0 * * MON", "2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z"],
  ["0 0 13 * 5", "2026-11-22T00:00:00Z", "2026-11-27T00:00:00Z"],
])("%s after %s comes at %s, in UTC", (expression, after, next) => {
  expect(new Date(nextRun(expression, Date.parse(after)))).toEqual(new Date(next));
});

test.each([
  "",
  "* * * *",
  "* * * * * *",
  "TZ=Europe/Berlin 0 9 * * *",
  "60 * * * *",
  "every day at nine now",
])("%j is refused", (expression) => {
  expect(() => nextRun(expression, Date.now())).toThrow();
});

test("a day that never comes is an error", () => {
  expect(() => nextRun("0 0 31 2 *", Date.parse("2026-11-22T00:00:00Z"))).toThrow(/never|no moment/);
});
