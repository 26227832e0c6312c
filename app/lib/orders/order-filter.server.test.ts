import { expect, test } from "vitest";
import { type Condition, mergedConditions } from "./order-filter.server";

const condition = (operator: Condition["operator"], value: string, column = "needed_by"): Condition => ({
  column,
  operator,
  value,
});

test("of two bounds of one column the stricter stays", () => {
  expect(
    mergedConditions([
      condition("gte", "2026-03-01"),
      condition("lte", "2026-03-09"),
      condition("gte", "2026-03-02"),
      condition("lte", "2026-03-10"),
    ]),
  ).toEqual([condition("gte", "2026-03-02"), condition("lte", "2026-03-09")]);
});

test("moments are compared as moments, however they are written", () => {
  const midnight = condition("gte", "2026-03-02T00:00:00Z", "created_at");
  const cursor = condition("gte", "2026-03-02T01:30:00.123456+02:00", "created_at");
  expect(mergedConditions([midnight, cursor])).toEqual([midnight]);
});

test("two values that one column cannot have at once are met by nothing", () => {
  expect(
    mergedConditions([condition("eq", "failed", "status"), condition("eq", "complete", "status")]),
  ).toBeNull();
  expect(
    mergedConditions([condition("is", "true", "played"), condition("is", "true", "played")]),
  ).toHaveLength(1);
});
