import { expect, it } from "vitest";
import { createRandom } from "./random.ts";

it("gives the same stream for the same seed and another for another", () => {
  const stream = (seed: string) => {
    const random = createRandom(seed);
    return Array.from({ length: 20 }, () => random.next());
  };
  expect(stream("order-1")).toEqual(stream("order-1"));
  expect(stream("order-1")).not.toEqual(stream("order-2"));
});

it("stays in range and spreads evenly", () => {
  const random = createRandom("spread");
  const buckets = new Map<string, number>();
  for (let index = 0; index < 4000; index++) {
    const item = random.pick(["a", "b", "c", "d"]);
    buckets.set(item, (buckets.get(item) ?? 0) + 1);
    const value = random.between(2, 3);
    expect(value).toBeGreaterThanOrEqual(2);
    expect(value).toBeLessThan(3);
  }
  for (const count of buckets.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  expect(buckets.size).toBe(4);
});

it("refuses to pick from nothing", () => {
  expect(() => createRandom("x").pick([])).toThrow(RangeError);
});
