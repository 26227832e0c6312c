import { describe, expect, test } from "vitest";
import { SongProviderError } from "~/lib/generation/provider-errors.server";
import { explanationOf, explanationOfKind, FAILURE_KINDS } from "./explanations";

describe("the kind of a failure", () => {
  test.each([
    ["RateLimited", "The provider refused request 1: 429 Too Many Requests", "rate_limited", "retry_later"],
    [
      "RateLimited",
      "The monthly quota of aria-2 is used up (20 of 20 songs)",
      "quota_used_up",
      "ask_engineer",
    ],
    ["ModerationRefused", 'the words "timed out" are not allowed', "moderation_refused", "talk_to_customer"],
    ["ProviderTimeout", "did not finish", "provider_timeout", "retry_now"],
    ["TimeoutError", "the provider took 60 s", "provider_timeout", "retry_now"],
    ["Error", "request timed out", "provider_timeout", "retry_now"],
    ["ProviderUnavailable", "connect ECONNREFUSED 10.0.3.1:443", "provider_unavailable", "retry_later"],
    ["TypeError", "fetch failed", "unreachable", "retry_later"],
    ["TypeError", "x is not a function", "defect", "ask_engineer"],
    ["ZodError", "variant_numbers: expected array", "bad_payload", "fix_payload"],
    ["Error", "", "unknown", "ask_engineer"],
    ["__proto__", "constructor", "unknown", "ask_engineer"],
  ])("%s: %s", (type, message, kind, action) => {
    expect(explanationOf({ type, message })).toMatchObject({ kind, action });
  });

  test("is known for every way in which making a song can fail", () => {
    const codes = [
      "provider_timeout",
      "rate_limited",
      "moderation_refused",
      "bad_audio",
      "storage_refused",
      "provider_unavailable",
      "bad_response",
    ] as const;
    for (const code of codes) {
      const { name, message } = new SongProviderError(code, "no particulars");
      expect(explanationOf({ type: name, message }).kind).toBe(code);
    }
  });

  test("has a place in the table that ends with the fallback", () => {
    expect(FAILURE_KINDS.at(-1)).toBe("unknown");
    expect(explanationOfKind("bad_audio").sentenceKey).toBe("failed_jobs.advice.bad_audio");
  });
});
