import { expect, test } from "vitest";
import { attemptProgress } from "./failed-job-history.server";

const AT = "2026-11-22T12:00:00Z";

test.each([
  ["pending", null, null, "queued"],
  ["pending", null, AT, "sent"],
  ["pending", AT, AT, "running"],
  // The run may begin before the relay has noted that the event was sent.
  ["pending", AT, null, "running"],
  ["succeeded", AT, AT, "succeeded"],
  ["succeeded", null, null, "succeeded"],
  ["failed", AT, AT, "failed"],
  ["failed", null, null, "failed"],
] as const)("an attempt that is %s, started %s, sent %s, is %s", (outcome, started_at, sentAt, progress) => {
  expect(attemptProgress({ outcome, started_at }, sentAt)).toBe(progress);
});
