import { expect, test } from "vitest";
import { nextRun, parseCron } from "./cron.ts";

test.each([
  ["* * * * *", "2026-11-22T10:00:00Z", "2026-11-22T10:01:00Z"],
  ["* * * * *", "2026-11-22T10:00:59.999Z", "2026-11-22T10:01:00Z"],
  ["*/15 * * * *", "2026-11-22T10:07:00Z", "2026-11-22T10:15:00Z"],
  ["*/15 * * * *", "2026-11-22T23:45:00Z", "2026-11-23T00:00:00Z"],
  ["0 9 * * *", "2026-11-22T09:00:00Z", "2026-11-23T09:00:00Z"],
  ["30 8-10/2 * * *", "2026-11-22T08:31:00Z", "2026-11-22T10:30:00Z"],
  ["5,10 0 1 1 *", "2026-11-22T00:00:00Z", "2027-01-01T00:05:00Z"],
  ["0 0 * * 1", "2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z"],
  ["0 0 * * 7", "2026-11-22T00:00:00Z", "2026-11-29T00:00:00Z"],
  ["0 0 13 * 5", "2026-11-22T00:00:00Z", "2026-11-27T00:00:00Z"],
  ["0 0 29 2 *", "2097-01-01T00:00:00Z", "2104-02-29T00:00:00Z"],
])("%s after %s comes at %s", (expression, after, next) => {
  expect(new Date(nextRun(parseCron(expression), Date.parse(after)))).toEqual(new Date(next));
});

test.each([
  "",
  "* * * *",
  "* * * * * *",
  "TZ=Europe/Berlin 0 9 * * *",
  "@daily",
  "60 * * * *",
  "*/0 * * * *",
  "5-1 * * * *",
  "0 0 0 * *",
  "0 0 * * MON",
])("%j is refused", (expression) => {
  expect(() => parseCron(expression)).toThrow(/cron expression/);
});

test("a day that never comes is an error, not an endless search", () => {
  expect(() => nextRun(parseCron("0 0 31 2 *"), Date.now())).toThrow(/never|no moment/);
});
