import { describe, expect, it } from "vitest";
import type { ActivityEntry } from "~/lib/activity/activity-schemas";
import { activityMessages } from "./activity-messages";
import { describeActivity } from "./describe-activity";

const entry = (change: Partial<ActivityEntry>): ActivityEntry => ({
  id: 1,
  at: "2026-11-22T12:00:00Z",
  actor_name: "Ana Alves",
  action: "retried",
  subject_type: "failed_job",
  subject_id: "j1",
  before: { state: "open" },
  after: { state: "retrying", attempt: 2 },
  note: null,
  ...change,
});

describe("describeActivity", () => {
  it("says who did what, and from what to what", () => {
    expect(describeActivity(entry({}))).toEqual({
      actor: "Ana Alves",
      actionKey: "activity.actions.retried",
      states: { from: "open", to: "retrying" },
      attempt: 2,
      variants: [],
      assignee: undefined,
      time: null,
      changed: [],
    });
  });

  it("says to whom something was given, for when, and what was edited", () => {
    expect(describeActivity(entry({ action: "assigned", after: { assignee: "Ben Boss" } })).assignee).toBe(
      "Ben Boss",
    );
    expect(describeActivity(entry({ action: "assigned", after: { assignee: null } })).assignee).toBeNull();
    const after = {
      scheduled_for: "2030-01-01T09:00:00Z",
      changes: [{ path: "variant_numbers.0" }, { path: "variant_numbers.1" }, 7],
    };
    expect(describeActivity(entry({ after }))).toMatchObject({
      time: "2030-01-01T09:00:00Z",
      changed: ["variant_numbers"],
    });
  });

  it("names nobody for what happens by itself", () => {
    expect(describeActivity(entry({ action: "recovered", actor_name: "Reprise" })).actor).toBeNull();
  });

  it("has words for every action that it says it knows", () => {
    for (const action of Object.keys(activityMessages.actions)) {
      expect(describeActivity(entry({ action })).actionKey).toBe(`activity.actions.${action}`);
    }
  });

  it("finds the variants however they are written down", () => {
    expect(describeActivity(entry({ after: { variant_numbers: [1, 3] } })).variants).toEqual([1, 3]);
    expect(describeActivity(entry({ after: { state: "open", variants: [2] } })).variants).toEqual([2]);
    expect(describeActivity(entry({ after: { status: "complete", variant_number: 4 } })).variants).toEqual([
      4,
    ]);
  });

  it.each([null, "text", [1, 2], { state: 7, attempt: "x", variants: ["<b>"] }])("survives %j", (after) => {
    expect(describeActivity(entry({ action: "renamed", before: null, after }))).toMatchObject({
      actionKey: null,
      states: null,
      attempt: null,
      variants: [],
    });
  });
});
