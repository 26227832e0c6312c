import { format } from "node:util";
import { env } from "../app/lib/env.server";
import { log } from "../app/lib/log.server";

/** A library's words are cut after so many characters: nobody knows what it prints. */
const LONGEST_LINE = 500;

function say(level: "warn" | "debug", words: unknown[]): void {
  const [line = ""] = format(...words).split("\n", 1);
  try {
    log()[level]({ printed: line.slice(0, LONGEST_LINE) }, "a library printed this");
  } catch {
    // There is no log without an environment, and the start is about to say what is wrong with that.
  }
}

function isDevelopment(): boolean {
  try {
    return env().NODE_ENV === "development";
  } catch {
    return false;
  }
}

/**
 * What libraries print goes into the log, where each line is JSON: its first line alone, without a stack. In development
 * the terminal is read by a person.
 */
export function logConsole(): void {
  if (isDevelopment()) return;
  for (const level of ["debug", "info", "log", "trace"] as const)
    console[level] = (...words: unknown[]) => say("debug", words);
  for (const level of ["warn", "error"] as const)
    console[level] = (...words: unknown[]) => say("warn", words);
  // Node's own listener prints warnings as text.
  process.removeAllListeners("warning");
  process.on("warning", ({ name, message }) => say("warn", [`${name}: ${message}`]));
}
