import { readFileSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { commandLine, identifyProcess, type ProcessIdentity, stopProcess } from "../processes.ts";
import { StartupError, systemErrorCode } from "../startup-error.ts";

/** The signals of pg_ctl: SIGINT is its "fast", SIGQUIT its "immediate" shutdown. */
export const STOP_STEPS = [
  { signal: "SIGINT", withinMs: 10_000 },
  { signal: "SIGQUIT", withinMs: 5_000 },
] as const;

const pidFileIn = (dataDir: string) => join(dataDir, "postmaster.pid");

/**
 * The PostgreSQL that runs on this data directory, by the directory's own pid file, and only when the command line
 * of the process names this very directory: its number may have been given to another process since.
 */
export function findServer(dataDir: string): ProcessIdentity | undefined {
  let pid: number;
  try {
    pid = Number(readFileSync(pidFileIn(dataDir), "utf8").split("\n")[0]);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  const identity = Number.isInteger(pid) && pid > 1 ? identifyProcess(pid) : undefined;
  const words = identity ? (commandLine(pid) ?? "") : "";
  const ours = /postgres/.test(words) && ` ${words} `.includes(` -D ${realpathSync(dataDir)} `);
  return ours ? identity : undefined;
}

/**
 * Stops the PostgreSQL that a killed parent left behind. When the pid file names some other process, that is left
 * alone and the pid file, which would keep PostgreSQL from starting, is removed.
 *
 * @returns true when a server was stopped.
 * @throws StartupError when the server outlives every signal.
 */
export async function stopStaleServer(dataDir: string): Promise<boolean> {
  const server = findServer(dataDir);
  if (!server) {
    rmSync(pidFileIn(dataDir), { force: true });
    return false;
  }
  if (await stopProcess(server, STOP_STEPS)) return true;
  throw new StartupError(
    `A PostgreSQL from an earlier run (process ${server.pid}, data in ${dataDir}) does not stop: end it with kill -9 ${server.pid} and start again.`,
  );
}
