import { describe, expect, it } from "vitest";
import { FAILURE_KINDS } from "./failures.ts";
import { DEMO_SIZE, planDemo } from "./plan.ts";

const now = new Date("2026-03-14T08:55:00Z");
const { orders, customers } = planDemo(now);
const failures = orders.flatMap((order) => (order.failure ? [{ order, failure: order.failure }] : []));
const open = failures.filter(({ failure }) => failure.state === "open");

describe("the demo data", () => {
  it("is the same for the same seed and moment", () => {
    expect(planDemo(now)).toEqual({ orders, customers });
  });

  it("is about 300 orders over 60 days, none in the future", () => {
    expect(orders).toHaveLength(DEMO_SIZE.orders);
    const ages = orders.map((order) => now.getTime() - order.createdAt.getTime());
    expect(Math.min(...ages)).toBeGreaterThan(0);
    expect(Math.max(...ages)).toBeLessThan(60 * 86_400_000);
    for (const { completedAt } of orders.flatMap((order) => order.variants)) {
      if (completedAt) expect(completedAt.getTime()).toBeLessThanOrEqual(now.getTime());
    }
  });

  it("has open failures of all six kinds, and variants in every state", () => {
    expect(new Set(open.map(({ failure }) => failure.kind))).toEqual(new Set(FAILURE_KINDS));
    const states = new Set(orders.flatMap((order) => order.variants.map((variant) => variant.status)));
    expect(states).toEqual(new Set(["pending", "generating", "complete", "failed"]));
  });

  it("needs its failed songs from yesterday to next month, one of them for a funeral today", () => {
    const days = open.map(({ order }) => order.occasionDate);
    expect(days).toContain("2026-03-13");
    expect(days.every((day) => day !== null && day >= "2026-03-13" && day <= "2026-04-13")).toBe(true);
    expect(
      open.some(({ order }) => order.occasion === "funeral" && order.occasionDate === "2026-03-14"),
    ).toBe(true);
  });

  it("writes to reserved addresses only, each once", () => {
    expect(customers.every((customer) => customer.email.endsWith("@example.com"))).toBe(true);
    expect(new Set(customers.map((customer) => customer.email)).size).toBe(customers.length);
  });
});
