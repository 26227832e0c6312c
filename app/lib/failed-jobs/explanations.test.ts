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
    ["RunLost", "The run was started and has not been heard of.", "run_lost", "retry_now"],
    ["RunCancelled", "The run was cancelled in Inngest.", "run_cancelled", "retry_now"],
    ["NothingMade", "The run ended.", "run_unfinished", "retry_now"],
    ["Error", '{"error":{"code":"rate_limit_exceeded"}}', "rate_limited", "retry_later"],
    ["Error", '{"error":{"code":"content_policy_violation"}}', "moderation_refused", "talk_to_customer"],
    ["Error", '{"error":{"type":"insufficient_quota","message":"Pay"}}', "quota_used_up", "ask_engineer"],
    ["Error", '{"name":"TimeoutError","message":"took long"}', "provider_timeout", "retry_now"],
    ["__proto__", "constructor", "unknown", "ask_engineer"],
  ])("%s: %s", (type, message, kind, action) => {
    expect(explanationOf({ type, message })).toMatchObject({ kind, action });
  });

  test.each([
    [
      '{"error":{"error":"Unable to reach SDK URL","name":"Error","message":"Unable to reach SDK URL"}}',
      "server_away",
    ],
    ["Unable to reach SDK URL", "server_away"],
    [
      "Your server returned HTTP 502 before the SDK responded. No step output was produced before the request failed",
      "server_away",
    ],
    ["Your server returned HTTP 504 before the SDK responded", "server_away"],
    ['{"status":"error","code":502,"message":"Application failed to respond"}', "server_away"],
    ["<html><head><title>504 Gateway Timeout</title></head></html>", "server_away"],
    ['{"error":"<html>Error page</html>"}', "server_away"],
    ["EOF writing request to SDK", "server_away"],
    ["output_too_large", "output_too_large"],
    ['{"error":{"code":"output_too_large","message":"response too big"}}', "output_too_large"],
  ])("I4 %s", (message, kind) => {
    expect(explanationOf({ type: "Error", message }).kind).toBe(kind);
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
