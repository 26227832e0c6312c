import { expect, it } from "vitest";
import type { ActivityEntry } from "~/lib/activity/activity-schemas";
import { joinTimelines, timelineOfVariant } from "./timeline-of-variant";

const entry = (id: string, change: Partial<ActivityEntry>): ActivityEntry => ({
  id,
  at: "2026-11-22T12:00:00Z",
  actor_name: "Ana",
  action: "commented",
  subject_type: "order",
  subject_id: "o",
  before: null,
  after: null,
  note: null,
  ...change,
});
const job = { subject_type: "failed_job", subject_id: "j" };
const entries = [
  entry("retried", { ...job, after: { attempt: 1 } }),
  entry("another failure", { subject_type: "failed_job", subject_id: "k", after: { attempt: 1 } }),
  entry("failed", { ...job, after: { variants: [2, 3] } }),
  entry("asked", { after: { variant_numbers: [1, 2] } }),
  entry("paid", {}),
];
const idsOf = (number: number) => timelineOfVariant(entries, number).map(({ id }) => id);

it("keeps what names the variant, and what is said of a failure that elsewhere names it", () => {
  expect(idsOf(1)).toEqual(["asked"]);
  expect(idsOf(2)).toEqual(["retried", "failed", "asked"]);
  expect(idsOf(3)).toEqual(["retried", "failed"]);
});

it("joins pages without saying anything twice", () => {
  const joined = joinTimelines(
    [entry("c", {}), entry("b", { note: "new" })],
    [entry("b", {}), entry("a", {})],
  );
  expect(joined.map(({ id, note }) => [id, note])).toEqual([
    ["c", null],
    ["b", "new"],
    ["a", null],
  ]);
});
