import type { Server } from "node:http";
import { CALL_LIMIT_MS } from "./app-client.ts";
import { genuineBackoffMs } from "./backoff.ts";
import { executeItem } from "./execute-item.ts";
import { fireCrons, forgetEverything, prune } from "./housekeeping.ts";
import { createHttpServer } from "./http-server.ts";
import { openStore } from "./store.ts";
import { startWorkLoop } from "./work-loop.ts";

export interface RunnerOptions {
  /** A Postgres where the runner may create its schema. */
  databaseUrl: string;
  /** Where to listen; 127.0.0.1 when left out. */
  host?: string;
  /** 0, the default, takes any free port. */
  port?: number;
  /** Milliseconds to wait after the given failed attempt (0 is the first); the genuine server's when left out. */
  backoffMs?: (attempt: number) => number;
  /**
   * Whether a call that no app heard counts as a try, as it does with the genuine server, or is repeated until an app is
   * there; asked each time. It counts when left out.
   */
  refusalsAreTries?: () => boolean;
  /** After how many milliseconds a call that is not answered is given up; 2 h when left out. */
  callLimitMs?: number;
  /** Receives one line for each thing worth telling; nothing is told when left out. */
  log?: (line: string) => void;
  /** A clock in milliseconds since the epoch in the place of the database's; for tests. */
  now?: () => number;
  /** After how many milliseconds the work of a runner that was killed is taken up by the next one; 10 s. */
  leaseMs?: number;
}

export interface RunningRunner {
  url: string;
  /** Forgets apps, events and runs, as a dev server does that is restarted without persistence. */
  forget(): Promise<void>;
  /** Finishes or gives back what is under way, then closes everything. */
  stop(): Promise<void>;
}

const LEASE_MS = 10_000;
const PRUNE_EVERY_MS = 600_000;

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

/**
 * Starts an Inngest-compatible server whose events, runs and queue are kept in Postgres, so that one started
 * later on the same database goes on where this one stopped.
 *
 * @throws when the database cannot be reached or the port cannot be had (the system's error, with its code)
 */
export async function startRunner(options: RunnerOptions): Promise<RunningRunner> {
  const { host = "127.0.0.1", port = 0, leaseMs = LEASE_MS, now } = options;
  const {
    backoffMs = genuineBackoffMs,
    refusalsAreTries = () => true,
    callLimitMs = CALL_LIMIT_MS,
  } = options;
  const log = options.log ?? (() => undefined);
  const store = await openStore(options.databaseUrl, now);
  let wake: () => void = () => undefined;
  const server = createHttpServer(store, { log, wake: () => wake() });
  let listeningPort: number;
  try {
    listeningPort = await listen(server, port, host);
  } catch (error) {
    await store.sql.end({ timeout: 1 });
    throw error;
  }
  let pruneAt = 0;
  const loop = startWorkLoop(store, {
    leaseMs,
    log,
    execute: (item, signal) =>
      executeItem(store, item, { backoffMs, refusalsAreTries, callLimitMs, log }, signal),
    async everyTurn() {
      await fireCrons(store);
      if (performance.now() < pruneAt) return;
      pruneAt = performance.now() + PRUNE_EVERY_MS;
      await prune(store);
    },
  });
  wake = loop.wake;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${listeningPort}`,
    forget: () => forgetEverything(store),
    async stop() {
      // The server stays until the work is done: a step under way may still be sending events.
      await loop.stop();
      await close(server);
      await store.sql.end({ timeout: 5 });
    },
  };
}
