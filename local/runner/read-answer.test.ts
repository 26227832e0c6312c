import { expect, test } from "vitest";
import { parseRetryAfter, parseSleep } from "./durations.ts";
import { readAnswer } from "./read-answer.ts";

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  status,
  headers: { "x-inngest-sdk": "inngest-js:v4.24.0", ...headers },
  text: typeof body === "string" ? body : JSON.stringify(body),
});
const error = { name: "TypeError", message: "no", stack: "at x", __serialized: true };

test.each([
  ["", { afterMs: 0 }],
  ["1s", { afterMs: 1_000 }],
  ["1d2h30m10s", { afterMs: 95_410_000 }],
  ["2w", { afterMs: 1_209_600_000 }],
  ["2026-11-22T10:00:00.000Z", { atMs: Date.parse("2026-11-22T10:00:00Z") }],
  ["soon", null],
])("a sleep of %j", (name, delay) => {
  expect(parseSleep(name)).toEqual(delay);
});

test.each([
  ["3", { afterMs: 2_600 }],
  ["1", { afterMs: 600 }],
  ["2026-11-22T10:00:00.000Z", { afterMs: 59_600 }],
  ["2026-11-22T09:00:00.000Z", { afterMs: 600 }],
  ["2026-12-22T10:00:00.000Z", { afterMs: 86_400_000 }],
  ["", null],
  ["later", null],
  [undefined, null],
])("retry-after %j counts from the last full second", (header, delay) => {
  expect(parseRetryAfter(header, Date.parse("2026-11-22T09:59:00.400Z"))).toEqual(delay);
});

test("200 ends the run with the output", () => {
  expect(readAnswer(answer(200, { a: 1 }), false)).toEqual({ kind: "completed", output: { a: 1 } });
});

test("an error is tried again unless it is final or the last", () => {
  const shown = { name: "TypeError", message: "no", stack: "at x", error: "invalid status code: 500" };
  const retriable = answer(500, error, { "x-inngest-no-retry": "false", "retry-after": "4" });

  expect(readAnswer(retriable, false)).toEqual({
    kind: "retry",
    error: shown,
    after: { afterMs: expect.any(Number) },
  });
  expect(readAnswer(retriable, true)).toEqual({ kind: "failed", error: shown, output: error });
  expect(readAnswer(answer(400, error, { "x-inngest-no-retry": "true" }), false)).toEqual({
    kind: "failed",
    error: { ...shown, error: "NonRetriableError" },
    output: error,
  });
});

test("what a proxy says instead of the app is an error in the server's words", () => {
  const html = { status: 502, headers: { "content-type": "text/html" }, text: "<h1>Bad Gateway</h1>" };
  const message = "Your server returned HTTP 502 before the SDK responded.";
  expect(readAnswer(html, false)).toMatchObject({
    kind: "retry",
    error: {
      name: "Server returned a fatal error",
      message,
      stack: expect.stringContaining("Upstream response (text/html):\n<h1>Bad Gateway</h1>"),
    },
  });
  expect(readAnswer({ ...html, status: 200 }, true)).toMatchObject({
    kind: "failed",
    error: {
      error: "not_sdk",
      name: "Error",
      message: expect.stringMatching(/^{"error":{"error":"not_sdk: /),
    },
  });
});

test("more than a step may return is said as the server says it", () => {
  const big = (bytes: number) => answer(206, [{ op: "StepRun", id: "abc", data: "x".repeat(bytes) }]);
  expect(readAnswer(big(4 * 1024 * 1024 - 2), true)).toMatchObject({ kind: "progress" });
  expect(readAnswer(big(4 * 1024 * 1024), false)).toMatchObject({
    kind: "retry",
    error: { error: "step output size is greater than the limit" },
  });
  expect(readAnswer(big(8 * 1024 * 1024), true)).toMatchObject({
    kind: "failed",
    error: { error: "output_too_large" },
  });
});

test("a StepError is a retry until the last attempt, a StepFailed never is", () => {
  const stepError = [{ op: "StepError", id: "abc", displayName: "render", error }];
  const result = { id: "abc", name: "render", error: { name: "TypeError", message: "no", stack: "at x" } };

  expect(readAnswer(answer(206, stepError), false)).toMatchObject({ kind: "retry", after: null });
  expect(readAnswer(answer(206, stepError), true)).toMatchObject({
    kind: "progress",
    progress: { results: [result] },
  });
  expect(readAnswer(answer(206, [{ ...stepError[0], op: "StepFailed" }]), false)).toMatchObject({
    kind: "progress",
    progress: { results: [result] },
  });
});

test.each([
  [
    [{ op: "WaitForEvent", id: "abc", displayName: "approval" }],
    /"WaitForEvent" of step "approval" is not supported/,
  ],
  [[{ op: "Sleep", id: "abc", name: "soon" }], /no time/],
  [[], /malformed opcodes/],
  [[{ id: "abc" }], /malformed opcodes/],
  ["nonsense", /malformed opcodes/],
])("opcodes %j fail the run, loudly", (opcodes, reason) => {
  expect(readAnswer(answer(206, opcodes), false)).toMatchObject({
    kind: "failed",
    error: { name: "UnsupportedAnswer", message: expect.stringMatching(reason) },
  });
});
