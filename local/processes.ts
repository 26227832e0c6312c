import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { systemErrorCode } from "./startup-error.ts";

/** A process, told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in the words of the operating system. */
  startedAt: string;
}

function ps(pid: number, column: "lstart" | "command" | "ppid"): string | undefined {
  try {
    const text = execFileSync("ps", ["-o", `${column}=`, "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return text.trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Fields of /proc/<pid>/stat from the third on: the second, the name, may itself hold spaces and brackets. */
function procStat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

/** The identity of a running process, or undefined when there is none of that number (a zombie counts as gone). */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  if (process.platform === "linux") {
    const fields = procStat(pid);
    // Fields 3, 20 and 22 of proc(5): the state, how many threads, and the start in clock ticks since boot.
    const [state, threads, startedAt] = [fields?.[0], Number(fields?.[17]), fields?.[19]];
    if (!startedAt || state === "X") return undefined;
    // The first thread of a killed process is a zombie before the others have ended, and until then its ports and
    // files are open.
    if (state === "Z" && threads <= 1) return undefined;
    return { pid, startedAt };
  }
  const startedAt = ps(pid, "lstart");
  return startedAt ? { pid, startedAt } : undefined;
}

/** The parent of a process, or undefined when the process is gone. */
export function parentOf(pid: number): number | undefined {
  const text = process.platform === "linux" ? procStat(pid)?.[1] : ps(pid, "ppid");
  const parent = Number(text);
  return Number.isInteger(parent) && parent > 0 ? parent : undefined;
}

/** True while this very process runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startedAt === identity.startedAt;
}

/** The command line of a process, its words parted by blanks; undefined when the process is gone. */
export function commandLine(pid: number): string | undefined {
  if (process.platform !== "linux") return ps(pid, "command");
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Waits until the process is gone; false when it still runs after so many milliseconds. */
export async function waitForExit(identity: ProcessIdentity, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (isRunning(identity)) {
    if (Date.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}

/**
 * Ends exactly this process: each signal in turn, with the time given to it, until the process is gone.
 *
 * @returns false when it outlived them all.
 */
export async function stopProcess(
  identity: ProcessIdentity,
  steps: ReadonlyArray<{ signal: NodeJS.Signals; withinMs: number }>,
): Promise<boolean> {
  for (const { signal, withinMs } of steps) {
    if (!isRunning(identity)) return true;
    try {
      process.kill(identity.pid, signal);
    } catch (error) {
      if (systemErrorCode(error) === "ESRCH") return true;
      throw error;
    }
    if (await waitForExit(identity, withinMs)) return true;
  }
  return false;
}
