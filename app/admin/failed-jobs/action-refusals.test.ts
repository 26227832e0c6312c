import { describe, expect, it } from "vitest";
import { actionRefusals } from "./action-refusals";

const translate = (key: string) => key;
const open = { state: "open", retry_refusal: null } as const;

describe("actionRefusals", () => {
  it.each(["agent", "admin"] as const)("lets an %s act on an open job", (role) => {
    expect(actionRefusals(open, role, translate)).toEqual({ retry: null, resolve: null });
  });

  it("tells a viewer why not", () => {
    const reason = "desk.viewer_refusal";
    expect(actionRefusals(open, "viewer", translate)).toEqual({ retry: reason, resolve: reason });
  });

  it.each(["retrying", "resolved", "recovered"] as const)("names the state of a job that is %s", (state) => {
    const reason = `failed_jobs.refusal.${state}`;
    expect(actionRefusals({ state, retry_refusal: "No." }, "viewer", translate)).toEqual({
      retry: reason,
      resolve: reason,
    });
  });

  it("passes on why the server will not retry, and still lets it be resolved", () => {
    const refusal = "The order is already complete.";
    expect(actionRefusals({ ...open, retry_refusal: refusal }, "agent", translate)).toEqual({
      retry: refusal,
      resolve: null,
    });
  });
});
