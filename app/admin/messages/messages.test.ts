import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { messages } from "./messages";

/** A text in quotes that begins with a domain of the messages. */
const KEY = new RegExp(`"((?:${Object.keys(messages).join("|")})(?:\\.\\w+)+)"`, "g");
const DESK = new URL("../", import.meta.url);

function has(key: string): boolean {
  let value: unknown = messages;
  for (const part of key.split(".")) {
    if (typeof value !== "object" || value === null) return false;
    value = new Map<string, unknown>(Object.entries(value)).get(part);
  }
  return typeof value === "string";
}

/** Every text in the desk's sources that looks like a key, where it is whole. */
function keysInSources(): string[] {
  const sources = readdirSync(DESK, { recursive: true, encoding: "utf8" }).filter((file) =>
    /(?<!\.test)\.tsx?$/.test(file),
  );
  const found = sources.flatMap((file) => [...readFileSync(new URL(file, DESK), "utf8").matchAll(KEY)]);
  return [...new Set(found.map((match) => match[1] ?? ""))];
}

describe("messages", () => {
  it("has a text for every key that the sources name", () => {
    const keys = keysInSources();
    expect(keys.length).toBeGreaterThan(60);
    expect(keys.filter((key) => !has(key))).toEqual([]);
  });

  it("knows a missing key when it sees one", () => {
    expect(has("desk.errors.no_such_key")).toBe(false);
    expect(has("desk.errors")).toBe(false);
  });

  it.each([
    ["desk.errors.reading", ["unreachable", "timed_out", "not_understood"]],
    ["desk.errors.change", ["unreachable", "timed_out", "not_understood"]],
    ["desk.role", ["viewer", "agent", "admin"]],
    ["failed_jobs.state", ["open", "retrying", "resolved", "recovered"]],
    ["failed_jobs.refusal", ["retrying", "resolved", "recovered"]],
    ["failed_jobs.progress", ["queued", "sent", "running", "succeeded", "failed"]],
    ["failed_jobs.progress.now", ["queued", "sent", "running", "succeeded", "failed"]],
    ["failed_jobs.sort", ["urgency", "newest", "oldest"]],
    ["failed_jobs.urgency", ["overdue", "today", "tomorrow", "ahead", "none"]],
    ["orders.status", ["empty", "pending", "generating", "complete", "failed"]],
    ["orders.no_audio", ["pending", "generating", "failed"]],
    ["orders.payment", ["pending", "paid", "refunded"]],
  ])("has a text for each of %s", (prefix, names) => {
    expect(names.filter((name) => !has(`${prefix}.${name}`))).toEqual([]);
  });
});
