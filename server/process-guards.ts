import { format } from "node:util";
import { log } from "../app/lib/log.server";

/** Of something that is no error, so many characters say what it is. */
const LONGEST_REASON = 500;

/** Errors that the system reports of one connection, after which everything else is as it was. */
const OF_ONE_CONNECTION = new Set([
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ERR_STREAM_DESTROYED",
  "ERR_STREAM_PREMATURE_CLOSE",
  "ERR_STREAM_WRITE_AFTER_END",
]);

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

/** What is known of a process that outlives its bugs. */
export interface ProcessHealth {
  /** Errors that no code has caught. */
  unhandled: number;
  /** Whether code was left in the middle, so that this process is better replaced. */
  damaged: boolean;
}

/**
 * Notes an error that no code has caught, as one line of the log.
 *
 * A rejected promise leaves everything else as it was: only what awaited it goes without an answer. An error that was
 * thrown past all code has left some in the middle, such as a pool that counts its connections; the process goes on
 * answering, but is damaged, unless it was the system that reported the end of one connection.
 */
export function noteUnhandled(
  health: ProcessHealth,
  kind: "unhandledRejection" | "uncaughtException",
  error: unknown,
): void {
  health.unhandled += 1;
  if (kind === "uncaughtException" && !OF_ONE_CONNECTION.has(codeOf(error))) health.damaged = true;
  try {
    const err = error instanceof Error ? error : new Error(format(error).slice(0, LONGEST_REASON));
    log().error({ err, kind, count: health.unhandled, damaged: health.damaged }, "an error was not caught");
  } catch {
    // The log itself is what broke: there is nowhere left to say so.
  }
}

/**
 * Keeps the process alive whatever a library leaves uncaught. To be called once the server listens:
 * an error before that is a start that has failed, and ends it.
 */
export function guardProcess(): ProcessHealth {
  const health: ProcessHealth = { unhandled: 0, damaged: false };
  for (const kind of ["unhandledRejection", "uncaughtException"] as const)
    process.on(kind, (error: unknown) => noteUnhandled(health, kind, error));
  // Whoever reads the output may go away.
  for (const output of [process.stdout, process.stderr]) output.on("error", () => {});
  return health;
}
