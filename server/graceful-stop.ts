import type { Server } from "node:http";
import { log } from "../app/lib/log.server";

/** Longest that requests under way may take to finish; a platform sends SIGKILL some time after SIGTERM. */
const FINISH_WITHIN_MS = 8_000;

/**
 * On SIGTERM and SIGINT: takes no new requests, lets those under way finish, then ends the process.
 *
 * @param stopWork ends what runs beside the requests
 */
export function stopGracefully(server: Server, stopWork: () => Promise<void>): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    log().info({ signal }, "stopping");
    const deadline = setTimeout(() => server.closeAllConnections(), FINISH_WITHIN_MS);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    await Promise.all([closed, stopWork()]);
    clearTimeout(deadline);
    log().info("stopped");
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}
