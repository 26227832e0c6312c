import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { identifyProcess, type ProcessIdentity, stopProcess } from "./processes.ts";
import { StartupError } from "./startup-error.ts";

/**
 * The built web server, as `npm run serve` starts it. It holds some 40 MB; by default Node would let the garbage of a busy
 * minute pile up to several times that on a machine with much memory. With this bound V8 collects after a growth of at most 1.6
 * in place of 4 (MaxGrowingFactor in its heap-controller.cc).
 */
export const SERVE: [string, ...string[]] = [process.execPath, "--max-old-space-size=1024", "build/serve.js"];

/** What startWebServer() needs. */
export interface WebServerOptions {
  /** Program and arguments; SERVE unless told otherwise. */
  command?: [string, ...string[]];
  cwd: string;
  /** The whole environment of the process. */
  env: NodeJS.ProcessEnv;
  /** Where it can be reached; /readyz below it has to answer 200. */
  url: string;
  /** Where its output goes; the terminal when it is undefined. */
  logFile: string | undefined;
  /** Told of each process, so that a successor can stop it should this one be killed. */
  onSpawn?: (identity: ProcessIdentity) => void;
  log?: (line: string) => void;
}

/** A web server that is started again when it dies. */
export interface WebServer {
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;
/** After so many deaths in a minute the server's last words are printed with each. */
const DEATHS_A_MINUTE = 5;
/** Between a death and the next start: doubled with each death of the last minute, up to this. */
const LONGEST_PAUSE_MS = 10_000;
const STOP_STEPS = [
  { signal: "SIGTERM", withinMs: 10_000 },
  { signal: "SIGKILL", withinMs: 2_000 },
] as const;

function lastLines(logFile: string | undefined): string {
  if (!logFile) return "";
  const lines = readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-8);
  return `\n${lines.map((line) => `  ${line}`).join("\n")}`;
}

function spawnServer(options: WebServerOptions): ChildProcess {
  const [file, ...args] = options.command ?? SERVE;
  const log = options.logFile ? openSync(options.logFile, "a", 0o600) : undefined;
  // A group of its own: Ctrl-C in the terminal must reach the supervisor alone, which stops things in order.
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ["ignore", log ?? "inherit", log ?? "inherit"],
  });
  if (log !== undefined) closeSync(log);
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
  if (identity) options.onSpawn?.(identity);
  return child;
}

async function waitUntilReady(
  child: ChildProcess,
  url: string,
  spawnError: Promise<Error>,
): Promise<string | undefined> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const ready = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    if (ready?.ok) return undefined;
    const error = await Promise.race([spawnError, sleep(50, undefined)]);
    if (error) return error.message;
    if (child.exitCode !== null || child.signalCode !== null) {
      return `it ended with ${child.signalCode ?? child.exitCode}`;
    }
  }
  return `it was not ready after ${READY_WITHIN_MS / 1000} s`;
}

/**
 * Starts the web server and waits until it is ready. When it dies later it is started again, at growing intervals, as
 * often as it dies: whatever a request has done to it, the next one is answered.
 *
 * @throws StartupError with the last lines of its output when it does not become ready; it does not run then.
 */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  let stopping = false;
  let child = spawnServer(options);
  let restartTimer: NodeJS.Timeout | undefined;
  const deaths: number[] = [];

  const end = async () => {
    stopping = true;
    clearTimeout(restartTimer);
    const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
    if (identity) await stopProcess(identity, STOP_STEPS);
  };
  const watch = () => {
    child.once("exit", (code, signal) => {
      if (stopping) return;
      const now = Date.now();
      deaths.push(now);
      const recent = deaths.filter((time) => time > now - 60_000).length;
      options.log?.(`the web server ended with ${signal ?? code}; starting it again`);
      if (recent > DEATHS_A_MINUTE)
        options.log?.(`it died ${recent} times in a minute; it said at last:${lastLines(options.logFile)}`);
      restartTimer = setTimeout(
        () => {
          child = spawnServer(options);
          child.on("error", (error) => options.log?.(error.message));
          watch();
        },
        Math.min(50 * 2 ** recent, LONGEST_PAUSE_MS),
      );
    });
  };

  const spawnError = new Promise<Error>((resolve) => child.once("error", resolve));
  const reason = await waitUntilReady(child, options.url, spawnError);
  if (reason) {
    await end();
    throw new StartupError(`The web server did not start (${reason}):${lastLines(options.logFile)}`);
  }
  watch();
  return { stop: end };
}
