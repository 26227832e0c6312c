import { expect, test } from "vitest";
import { clock, spoken } from "./clock";

test.each([
  [0, "0:00", "0 seconds"],
  [-1, "0:00", "0 seconds"],
  [0.9, "0:00", "0 seconds"],
  [1, "0:01", "1 second"],
  [59.99, "0:59", "59 seconds"],
  [60, "1:00", "1 minute"],
  [61, "1:01", "1 minute 1 second"],
  [125, "2:05", "2 minutes 5 seconds"],
  [3600, "1:00:00", "1 hour"],
  [10_834, "3:00:34", "3 hours 34 seconds"],
])("D13 %s s is %s, and said as %s", (seconds, shown, said) => {
  expect(clock(seconds)).toBe(shown);
  expect(spoken(seconds)).toBe(said);
});
