import { expect, test } from "vitest";
import { parseRetryAfter, parseSleep } from "./durations.ts";
import { readAnswer } from "./read-answer.ts";

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  status,
  headers,
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
  ["3", { afterMs: 3_000 }],
  ["-1", { afterMs: 0 }],
  ["2026-11-22T10:00:00.000Z", { atMs: Date.parse("2026-11-22T10:00:00Z") }],
  ["", null],
  ["later", null],
  [undefined, null],
])("retry-after %j", (header, delay) => {
  expect(parseRetryAfter(header)).toEqual(delay);
});

test("200 ends the run with the output", () => {
  expect(readAnswer(answer(200, { a: 1 }), false)).toEqual({ kind: "completed", output: { a: 1 } });
});

test("an error is tried again unless it is final or the last", () => {
  const shown = { name: "TypeError", message: "no", stack: "at x" };
  const retriable = answer(500, error, { "x-inngest-no-retry": "false", "retry-after": "4" });

  expect(readAnswer(retriable, false)).toEqual({ kind: "retry", error: shown, after: { afterMs: 4_000 } });
  expect(readAnswer(retriable, true)).toEqual({ kind: "failed", error: shown });
  expect(readAnswer(answer(400, error, { "x-inngest-no-retry": "true" }), false)).toEqual({
    kind: "failed",
    error: shown,
  });
});

test("what a proxy says instead of the app is an error with the excerpt", () => {
  expect(readAnswer(answer(502, "<h1>Bad Gateway</h1>"), false)).toMatchObject({
    kind: "retry",
    error: { name: "Error", message: "the app answered 502: <h1>Bad Gateway</h1>" },
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
