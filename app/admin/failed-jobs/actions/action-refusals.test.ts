import { describe, expect, it } from "vitest";
import { actionRefusal, actionsFor, wayOutOf } from "./action-refusals";
import { JOB_ACTIONS } from "./job-actions";

const translate = (key: string, options?: Record<string, unknown>) =>
  typeof options?._ === "string" ? options._ : key;
const sendable = { name: "song/generation.requested", data: {} };
const open = { state: "open", retry_refusal: null, event_data: sendable } as const;

describe("actionRefusal", () => {
  it.each(["agent", "admin"] as const)("opens to an %s whatever the state offers", (role) => {
    for (const state of ["open", "retrying", "resolved", "recovered"] as const) {
      for (const action of actionsFor(state))
        expect(actionRefusal(action, { ...open, state }, role, translate), `${action} ${state}`).toBeNull();
    }
  });

  it("tells a viewer why not, whatever the state", () => {
    for (const action of JOB_ACTIONS)
      expect(actionRefusal(action, open, "viewer", translate)).toBe("desk.viewer_refusal");
  });

  it("names the state that is in the way", () => {
    expect(actionRefusal("retry", { ...open, state: "resolved" }, "agent", translate)).toBe(
      "failed_jobs.refusal.resolved",
    );
    expect(actionRefusal("reopen", open, "agent", translate)).toBe("failed_jobs.refusal.open");
    expect(actionRefusal("take_back", open, "agent", translate)).toBe("failed_jobs.refusal.open");
  });

  it("passes on why the server will not retry, and still lets it be edited, resolved and put aside", () => {
    const job = { ...open, retry_refusal: { code: "event_unfit", message: "Its data is not right." } };
    expect(actionRefusal("retry", job, "agent", translate)).toBe(job.retry_refusal.message);
    expect(actionRefusal("retry_later", job, "agent", translate)).toBe(job.retry_refusal.message);
    for (const action of ["retry_edited", "resolve", "snooze"] as const)
      expect(actionRefusal(action, job, "agent", translate)).toBeNull();
  });

  it("does not offer to edit what cannot be sent at all", () => {
    const job = {
      ...open,
      event_data: null,
      retry_refusal: { code: "event_malformed", message: "It is no event." },
    };
    expect(actionRefusal("retry_edited", job, "agent", translate)).toBe(job.retry_refusal.message);
  });
});

describe("I9 wayOutOf", () => {
  it.each([
    ["is for later, or was refused each time", { progress: "queued", may_be_taken: false }, "take_back"],
    ["is being sent, or got no clear answer", { progress: "queued", may_be_taken: true }, "end_retry"],
    ["is sent", { progress: "sent", may_be_taken: false }, "end_retry"],
    ["runs", { progress: "running", may_be_taken: false }, "end_retry"],
  ] as const)("of a retry that %s", (_what, retry, way) => {
    expect(wayOutOf(retry)).toBe(way);
  });
});
