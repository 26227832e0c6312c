import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { planDemo } from "./plan.ts";
import { failureRows } from "./rows.ts";

const { orders } = planDemo(new Date("2026-03-14T08:55:00Z"));
// A kind of its own for each name.
const kinds = { version: 3, kindOf: ({ type }: { type: string }) => type };
const failures = orders.flatMap((order) =>
  order.failure
    ? [failureRows(order, order.failure, randomUUID(), { id: randomUUID(), name: "Ada Agent" }, kinds)]
    : [],
);

it("says of each failure what it is, from the first look on", () => {
  const kinds = new Set(failures.map(({ job }) => job.kind));
  expect(kinds.size).toBe(6);
  expect(kinds).not.toContain("unknown");
});

it("has failures that are one problem in one group", () => {
  expect(new Set(failures.map(({ fingerprint }) => fingerprint.fingerprint)).size).toBe(6);
  expect(failures.every(({ job, fingerprint }) => fingerprint.id === job.id)).toBe(true);
});
