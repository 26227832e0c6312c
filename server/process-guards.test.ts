import pino from "pino";
import { beforeEach, expect, test, vi } from "vitest";
import { noteUnhandled } from "./process-guards";

let lines: Record<string, unknown>[] = [];
vi.mock("../app/lib/log.server", () => ({
  log: () => pino({}, { write: (line: string) => lines.push(JSON.parse(line)) }),
}));
beforeEach(() => {
  lines = [];
});

const sound = () => ({ unhandled: 0, damaged: false });
const systemError = (code: string) => Object.assign(new Error(code), { code });

test("S1 each error that nobody caught is one line, with a running count", () => {
  const health = sound();
  for (const error of [new Error("one"), "two", null, { three: 3 }])
    noteUnhandled(health, "unhandledRejection", error);
  expect(lines.map(({ count }) => count)).toEqual([1, 2, 3, 4]);
  expect(lines.map(({ err }) => (err as { message: string }).message)).toEqual([
    "one",
    "two",
    "null",
    "{ three: 3 }",
  ]);
});

test.each([
  ["a rejected promise", "unhandledRejection", new Error("a library's"), false],
  ["a connection that ended", "uncaughtException", systemError("ECONNRESET"), false],
  ["a write after it ended", "uncaughtException", systemError("EPIPE"), false],
  ["code that was left in the middle", "uncaughtException", new TypeError("x is undefined"), true],
] as const)("S1 after %s the process is damaged or not", (_what, kind, error, damaged) => {
  const health = sound();
  noteUnhandled(health, kind, error);
  expect(health).toEqual({ unhandled: 1, damaged });
});
