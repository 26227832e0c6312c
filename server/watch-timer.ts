import { log } from "../app/lib/log.server";

/** Often enough for a person who waits at the desk; each turn that finds nothing is one query. */
const EVERY_MS = 15_000;

/**
 * Does something again and again while the server runs, one turn after the other.
 *
 * @param turn what is done; when it fails that is told, and the next turn comes all the same
 * @returns stops it; resolves when a turn under way has ended
 */
export function startWatchTimer(turn: () => Promise<unknown>, everyMs = EVERY_MS): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const run = async () => {
    try {
      await turn();
    } catch (error) {
      log().warn({ err: error }, "a turn of the watch could not be done; it is done again");
    }
    if (!stopped) timer = setTimeout(start, everyMs);
  };
  const start = () => {
    running = run();
  };
  timer = setTimeout(start, everyMs);
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
