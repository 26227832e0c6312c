import { describe, expect, test } from "vitest";
import { errorOfRun, type SeenRun, verdictOf } from "./run-verdict";

const NOW = new Date("2026-11-30T12:00:00Z");
const run = (status: SeenRun["status"], more: Partial<SeenRun> = {}): SeenRun => ({
  id: "run",
  functionId: "generate-song",
  status,
  endedAt: status === "active" ? null : "2026-11-30T11:00:00Z",
  output: null,
  ...more,
});
const verdict = (runs: SeenRun[], runId: string | null = null) =>
  verdictOf(runs, { functionId: "generate-song", runId, now: NOW }).what;

describe("what became of an event", () => {
  test.each<[string, SeenRun[], string | null, string]>([
    ["without a run", [], null, "missing"],
    ["with a run that is queued or under way", [run("active")], null, "active"],
    ["with one that has failed", [run("failed")], null, "failed"],
    ["with one that was cancelled", [run("cancelled")], null, "cancelled"],
    ["with one that has completed", [run("completed")], null, "completed"],
    ["that others listen to", [run("completed", { functionId: "theirs" })], null, "missing"],
    ["of a function that is not said", [run("failed", { functionId: null })], null, "failed"],
    [
      "whose begun run failed, and a copy is queued",
      [run("failed", { id: "a" }), run("active")],
      "a",
      "failed",
    ],
    ["one of whose runs goes on", [run("failed", { id: "a" }), run("active", { id: "b" })], null, "active"],
    ["that failed a moment ago", [run("failed", { endedAt: "2026-11-30T11:59:30Z" })], null, "active"],
    [
      "that was cancelled a moment ago",
      [run("cancelled", { endedAt: "2026-11-30T11:59:59Z" })],
      null,
      "cancelled",
    ],
  ])("%s", (_what, runs, runId, expected) => {
    expect(verdict(runs, runId)).toBe(expected);
  });
});

describe("I4 the error of a failed run", () => {
  const wrapped = JSON.stringify({
    error: { error: "x", name: "Error", message: "Unable to reach SDK URL" },
  });
  test.each([
    [
      { name: "TypeError", message: "no", stack: "at x" },
      { name: "TypeError", message: "no", stack: "at x" },
    ],
    [
      { error: { error: "Unable to reach SDK URL", message: "Unable to reach SDK URL" } },
      { name: "Error", message: "Unable to reach SDK URL" },
    ],
    [
      { error: "Error", name: "Error", message: wrapped, stack: "" },
      { name: "Error", message: "Unable to reach SDK URL" },
    ],
    [wrapped, { name: "Error", message: "Unable to reach SDK URL" }],
    [
      { name: "Error", message: '{"error":"<html>Bad Gateway</html>"}' },
      { name: "Error", message: "<html>Bad Gateway</html>" },
    ],
    [
      { name: "ProviderUnavailable", message: '{"message":"overloaded"}', stack: "at x" },
      { name: "ProviderUnavailable", message: "overloaded", stack: "at x" },
    ],
    [
      { name: "Error", message: '{"error":{"code":"rate_limit_exceeded","message":"slow"}}' },
      { name: "Error", message: '{"error":{"code":"rate_limit_exceeded","message":"slow"}}' },
    ],
    ["plain", { name: "Error", message: "plain" }],
    [null, { name: "Error", message: "Inngest says that the run failed, and not why." }],
    [{ data: 7 }, { name: "Error", message: "Inngest says that the run failed, and not why." }],
  ])("%j", (output, error) => {
    expect(errorOfRun(output)).toEqual(error);
  });
});
