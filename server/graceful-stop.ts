import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { log } from "../app/lib/log.server";
import type { Draining } from "./draining";

/** Longest that requests under way may take to finish; a platform sends SIGKILL some time after SIGTERM. */
const FINISH_WITHIN_MS = 6_000;

/** Longest that a moment is waited for in which no request is under way, so that none is on its way in, either. */
const QUIET_WITHIN_MS = 1_000;

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
    await Promise.race([
      draining.quiet(),
      sleep(QUIET_WITHIN_MS, undefined, { signal: hurry.signal }).catch(() => {}),
    ]);
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
