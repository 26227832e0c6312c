import { describe, expect, it } from "vitest";
import { sentenceOfSuccess, type WayOn, waysOn } from "./action-outcomes";
import type { Trouble } from "./job-actions-context";

const translate = (key: string, options?: Record<string, unknown>) =>
  `${key.replace("failed_jobs.acting.done.", "")} ${options?.attempt ?? ""}`.trim();
const note = { note: "" };

function trouble(
  change: Partial<Trouble> & { state?: "open" | "retrying" | "resolved" | "recovered" },
): Trouble {
  const { state, ...rest } = change;
  const present = {
    id: "j",
    state: state ?? "open",
    attempt: 1,
    version: 4,
    resolved_at: null,
    changed_by: "Ana",
    changed_at: null,
    changed_how: null,
  };
  return { action: "retry", input: note, error: null, present: state ? present : null, ...rest };
}

describe("sentenceOfSuccess", () => {
  it("says whether a retry is sent or only kept", () => {
    expect(sentenceOfSuccess("retry", note, { attempt: 2, delivery: "sent" }, translate)).toEqual([
      "success",
      "retried 2",
    ]);
    expect(sentenceOfSuccess("retry", note, { attempt: 2, delivery: "queued" }, translate)).toEqual([
      "warning",
      "retry_queued 2",
    ]);
  });

  it("does not call a retry for later sent", () => {
    const later = { note: "", dueAt: "2030-01-01T09:00:00Z" };
    expect(sentenceOfSuccess("retry_later", later, { attempt: 3, delivery: "queued" }, translate)).toEqual([
      "success",
      "scheduled 3",
    ]);
  });

  it("tells giving away from taking away", () => {
    expect(sentenceOfSuccess("assign", { note: "", assignee: "u" }, {}, translate)[1]).toBe("assigned");
    expect(sentenceOfSuccess("assign", { note: "", assignee: null }, {}, translate)[1]).toBe("unassigned");
    expect(sentenceOfSuccess("snooze", { note: "", until: null }, {}, translate)[1]).toBe("unsnoozed");
  });
});

describe("waysOn", () => {
  it.each<[string, Trouble, WayOn[]]>([
    ["open and changed meanwhile", trouble({ state: "open" }), ["do_it_now"]],
    ["retried by somebody else", trouble({ state: "retrying" }), []],
    ["so, with a note", trouble({ state: "retrying", input: { note: "x" } }), ["comment_note"]],
    ["resolved by somebody else", trouble({ state: "resolved" }), ["reopen"]],
    ["reopened too late", trouble({ action: "reopen", state: "open" }), []],
    ["assigned meanwhile", trouble({ action: "assign", state: "retrying" }), ["do_it_now"]],
    ["refused without a state", trouble({}), []],
  ])("%s", (_, given, ways) => expect(waysOn(given, true)).toEqual(ways));

  it("asks again for what got no answer", () => {
    expect(waysOn(trouble({}), false)).toEqual(["ask_again"]);
  });
});
