import { describe, expect, it } from "vitest";
import { fingerprintOf, inAppFrames, normaliseMessage } from "./fingerprint.server";

describe("a message without what varies", () => {
  it.each([
    [
      "The provider answered 500 to request req_3d0464a7e336 after 1628 ms",
      "The provider answered <n> to request <id> after <n> ms",
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
    expect(one.fingerprint).toMatch(/^v1:[0-9a-f]{16}$/);
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
