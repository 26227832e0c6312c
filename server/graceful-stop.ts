import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { log } from "../app/lib/log.server";
import type { Draining } from "./draining";

/** Longest that requests under way may take to finish; a platform sends SIGKILL some time after SIGTERM. */
const FINISH_WITHIN_MS = 6_000;

/** Longest that a moment is waited for in which nobody comes. */
const QUIET_WITHIN_MS = 2_000;

/** A turn of the event loop in which nothing was done takes a fraction of this. */
const EMPTY_TURN_MS = 0.5;

/**
 * Resolves at the end of a turn of the event loop in which no connection was accepted and nothing else took time. Closing a
 * server cuts off those whom the system has connected and the server has not accepted yet: at this moment there are none.
 */
async function whenNobodyComes(server: Server): Promise<void> {
  let came = false;
  const note = () => {
    came = true;
  };
  server.on("connection", note);
  const until = performance.now() + QUIET_WITHIN_MS;
  let begun = performance.now();
  do {
    came = false;
    begun = performance.now();
    await new Promise(setImmediate);
  } while (performance.now() < until && (came || performance.now() - begun > EMPTY_TURN_MS));
  server.off("connection", note);
}

/**
 * On SIGTERM: for a while the server still answers, says that it is not ready, and tells every connection to close; a
 * proxy in front learns to go elsewhere. Then it takes no new connections, lets requests under way finish, and ends the
 * process. On SIGINT, which a person sends, and on a second signal, it does not wait.
 *
 * @param options.drainMs how long it still answers
 * @param options.stopWork ends what runs beside the requests, and answers that would go on for ever
 */
export function stopGracefully(
  server: Server,
  options: { draining: Draining; drainMs: number; stopWork: () => Promise<void> },
): void {
  const { draining, drainMs, stopWork } = options;
  const hurry = new AbortController();
  const stop = async (signal: NodeJS.Signals) => {
    if (draining.begun || signal === "SIGINT") hurry.abort();
    if (draining.begun) return;
    draining.begin();
    log().info({ signal, drain_ms: hurry.signal.aborted ? 0 : drainMs }, "stopping");
    await sleep(drainMs, undefined, { signal: hurry.signal }).catch(() => {});
    const worked = stopWork();
    await whenNobodyComes(server);
    const deadline = setTimeout(() => server.closeAllConnections(), FINISH_WITHIN_MS);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    await Promise.all([closed, worked]);
    clearTimeout(deadline);
    log().info("stopped");
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}
