import { expect, test } from "vitest";
import { boundsByLead } from "./order-lead.server";

const lead = { shortest: -2, longest: 60 };
const filter = (more: object) => ({ q: "", ...more });

test("sorted by when they were made, orders for a day were made at most so long before, and so long after", () => {
  expect(
    boundsByLead(filter({ occasion_from: "2026-03-01", occasion_to: "2026-03-31" }), "created_at", lead),
  ).toEqual([
    { column: "created_at", operator: "gte", value: "2025-12-31T00:00:00Z" },
    // Made on the second of April at the latest, until midnight.
    { column: "created_at", operator: "lt", value: "2026-04-03T00:00:00Z" },
  ]);
});

test("sorted by the day, orders of a time are for no earlier day; those without a day stay", () => {
  expect(
    boundsByLead(filter({ created_from: "2026-03-03", created_to: "2026-03-31" }), "needed_by", lead),
  ).toEqual([{ column: "needed_by", operator: "gte", value: "2026-03-01" }]);
  expect(boundsByLead(filter({ created_to: "2026-03-31" }), "needed_by", lead)).toEqual([]);
});

test("where the column of the filter is that of the order there is nothing to add", () => {
  expect(boundsByLead(filter({ created_from: "2026-03-03" }), "created_at", lead)).toEqual([]);
  expect(boundsByLead(filter({ occasion_from: "2026-03-03", due_within: 7 }), "needed_by", lead)).toEqual([]);
});
