import { describe, expect, it } from "vitest";
import { suggestedAction } from "./suggested-action";

const job = {
  error_type: "ProviderTimeout",
  error_message: "It failed.",
  state: "open",
  already_complete: false,
  retry_refusal: null,
} as const;

describe("suggestedAction", () => {
  it.each([
    ["ProviderTimeout", "retry"],
    ["RateLimited", "retry_later"],
    ["ModerationRefused", "resolve"],
    ["ZodError", "retry_edited"],
    ["RangeError", "assign"],
  ] as const)("for %s is to %s", (error_type, action) => {
    expect(suggestedAction({ ...job, error_type })).toBe(action);
  });

  it("is no retry that would be refused or in vain", () => {
    expect(suggestedAction({ ...job, retry_refusal: { code: "event_malformed", message: "No." } })).toBe(
      "resolve",
    );
    expect(suggestedAction({ ...job, already_complete: true })).toBe("resolve");
  });

  it.each(["retrying", "resolved", "recovered"] as const)("is nothing for one that is %s", (state) => {
    expect(suggestedAction({ ...job, state })).toBeNull();
  });
});
