import { describe, expect, it } from "vitest";
import { suggestedAction } from "./suggested-action";

const job = {
  kind: "provider_timeout",
  state: "open",
  already_complete: false,
  retry_refusal: null,
} as const;

describe("suggestedAction", () => {
  it.each([
    ["provider_timeout", "retry"],
    ["rate_limited", "retry_later"],
    ["moderation_refused", "resolve"],
    ["bad_payload", "retry_edited"],
    ["defect", "assign"],
  ] as const)("for %s is to %s", (kind, action) => {
    expect(suggestedAction({ ...job, kind })).toBe(action);
  });

  it("is no retry that would be refused or in vain", () => {
    expect(suggestedAction({ ...job, retry_refusal: "No." })).toBe("resolve");
    expect(suggestedAction({ ...job, already_complete: true })).toBe("resolve");
  });

  it.each(["retrying", "resolved", "recovered"] as const)("is nothing for one that is %s", (state) => {
    expect(suggestedAction({ ...job, state })).toBeNull();
  });
});
