import { describe, expect, it } from "vitest";
import { setShownKinds } from "~/admin/api/shown-kinds";
import type { SuggestedAction } from "~/lib/failed-jobs/error-kinds";
import { suggestedAction } from "./suggested-action";

const job = {
  kind: "slow",
  state: "open",
  already_complete: false,
  retry_refusal: null,
} as const;

const words = { en: "x", de: "x" };
const shown = (kind: string, action: SuggestedAction) => ({ kind, action, label: words, sentence: words });
setShownKinds([
  shown("slow", "retry_now"),
  shown("limited", "retry_later"),
  shown("refused", "talk_to_customer"),
  shown("malformed", "fix_payload"),
  shown("unknown", "ask_engineer"),
]);

describe("suggestedAction", () => {
  it.each([
    ["slow", "retry"],
    ["limited", "retry_later"],
    ["refused", "resolve"],
    ["malformed", "retry_edited"],
    ["removed since", "assign"],
  ] as const)("for %s is to %s", (kind, action) => {
    expect(suggestedAction({ ...job, kind })).toBe(action);
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
