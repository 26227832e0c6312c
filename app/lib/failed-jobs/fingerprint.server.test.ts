import { describe, expect, it } from "vitest";
import { fingerprintOf, inAppFrames, normaliseMessage } from "./fingerprint.server";

describe("a message without what varies", () => {
  it.each([
    [
      "The provider answered 500 to request req_3d0464a7e336 after 1628 ms",
      "The provider answered 500 to request <id> after <n> ms",
    ],
    ['Moderation refused "burn the house down"', "Moderation refused <value>"],
    ["order 6f1f6a52-0b7e-4f6e-9b9a-0d3b2c1a4e5f is gone", "order <uuid> is gone"],
    ["GET https://songs.example.com/v1/a?b=1 failed", "GET <url> failed"],
    ["at 2026-11-22T08:55:00.123Z it stopped", "at <time> it stopped"],
    ["ana@example.com is unknown", "<email> is unknown"],
    ["pointer 0xdeadbeef", "pointer <hex>"],
    ["it's not the provider's fault", "it's not the provider's fault"],
    ["spaces \n and\ttabs", "spaces and tabs"],
  ])("%j", (message, normalised) => {
    expect(normaliseMessage(message)).toBe(normalised);
  });

  it.each([
    ['{"error":{"code":"rate_limit_exceeded"}}', "rate_limit_exceeded"],
    ['{"error":{"code":"content_policy_violation"}}', "content_policy_violation"],
    [
      '429 {"error":{"type":"tokens","code":"rate_limit_exceeded","message":"Limit 30000, used 29999","param":null}}',
      "rate_limit_exceeded tokens: 429: Limit <n>, used <n>",
    ],
    [
      '{"status":429,"error":{"status":"RESOURCE_EXHAUSTED","message":"slow down"}}',
      "429 RESOURCE_EXHAUSTED: slow down",
    ],
    [JSON.stringify({ message: JSON.stringify({ error: { code: "overloaded" } }) }), "overloaded"],
    ['{"errors":[{"code":"E1","message":"no"}]}', "E1: no"],
    [
      '[{"code":"invalid_type","path":["variant_numbers",0],"message":"expected number"}]',
      "invalid_type variant_numbers.0: expected number",
    ],
    [
      'Upload failed: {"statusCode":"413","error":"Payload too large"} (try 2)',
      "413: Upload failed: Payload too large: (try <n>)",
    ],
    ['{"code":"cut_off","message":"it goes on for ev', "cut_off"],
    ['{"foo":"bar","n":17}', "{foo: <value>,n: <n>}"],
    ['{"code":"req_1234567890ab"}', "<id>"],
    ["\u001b[31mred\u001b[0m and [1;32mgreen[0m", "red and green"],
    ["Request failed with status code 401", "Request failed with status code 401"],
    ["HTTP/1.1 503 for req_1a2b", "HTTP/1.1 503 for <id>"],
    ["404 Not Found: song 404", "404 Not Found: song <n>"],
    ["502: upstream", "502: upstream"],
    ["error code: 53300 after 53300 ms", "error code: 53300 after <n> ms"],
    ["closed on Monday, open again Tue, 01 Dec 2026 08:30:00 GMT", "closed on <time>, open again <time>"],
    ["until Mon Nov 30 2026 08:00:00 GMT+0000 (Coordinated Universal Time)", "until <time>"],
    ["Versuchen Sie es am Dienstag um 5:30 wieder", "Versuchen Sie es am <time> wieder"],
    ["at 5:30 pm or 17:30:09", "at <time> or <time>"],
    ["you may retry in May", "you may retry in May"],
    ["„Rosa“ and ‚Ana‘ and `x` and «y» and »z«", "<value> and <value> and <value> and <value> and <value>"],
    [
      "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx/1.2</body></html>",
      "HTML page: 502 Bad Gateway",
    ],
    ['{"error":"<html><body>Error page</body></html>"}', "HTML page: Error page"],
    ["", "No message was given."],
    [" \n ", "No message was given."],
    ['{"message":"a\\u0000b\\ud83d"}', "ab"],
    [`${"x ".repeat(999)}x😀`, `${"x ".repeat(999)}x`],
  ])("D11 %j", (message, normalised) => {
    expect(normaliseMessage(message)).toBe(normalised);
  });

  it("D11 keeps unlike causes apart", () => {
    const messages = [
      '{"error":{"code":"rate_limit_exceeded"}}',
      '{"error":{"code":"content_policy_violation"}}',
      "Request failed with status code 401",
      "Request failed with status code 503",
      "",
    ];
    expect(new Set(messages.map(normaliseMessage)).size).toBe(messages.length);
  });

  it("keeps different problems apart", () => {
    expect(normaliseMessage("the file is empty")).not.toBe(normaliseMessage("the file is cut short"));
  });

  it("takes a page of HTML without choking", () => {
    expect(normaliseMessage(`<!doctype html>${"<p>1</p>".repeat(100_000)}`).length).toBeLessThan(10_000);
  });
});

describe("a fingerprint", () => {
  const stack = (line: number) =>
    `X: y\n    at upload (app/lib/a.ts:${line}:3)\n    at node:internal/x:1:1\n    at z (node_modules/b/c.js:1:2)`;

  it("is the same for the same problem with other ids, figures and lines", () => {
    const one = fingerprintOf({
      type: "RateLimited",
      message: "429 for req_ab12, wait 30 s",
      stack: stack(10),
    });
    const other = fingerprintOf({
      type: "RateLimited",
      message: "429 for req_ff99, wait 7 s",
      stack: stack(99),
    });
    expect(one).toEqual(other);
    expect(one.fingerprint).toMatch(/^v2:[0-9a-f]{16}$/);
  });

  it("differs by type, by message and by place", () => {
    const base = { type: "A", message: "m", stack: stack(1) };
    const all = [
      base,
      { ...base, type: "B" },
      { ...base, message: "n" },
      { ...base, stack: stack(1).replace("upload", "render") },
    ];
    expect(new Set(all.map((error) => fingerprintOf(error).fingerprint)).size).toBe(4);
  });

  it("looks at our own frames only", () => {
    expect(inAppFrames(stack(1))).toEqual(["upload (app/lib/a.ts"]);
    expect(inAppFrames(null)).toEqual([]);
  });
});
