import type { Request } from "express";

/** How much of a body that nobody wants goes by before nothing more of it is taken. */
const DISCARDED_BYTES = 16 * 1024 * 1024;

/** How long a body that nobody wants may go on, ms, however slowly it comes (nginx's lingering_time: 30 s, too). */
export const LASTS_MS = 30_000;

/** How long a sender that does not stop may take to read its answer, ms, before the connection is cut (nginx: 5 s, too). */
const LINGERS_MS = 5_000;

/**
 * Lets what is left of a body go by: it stands before the next request of the same connection, and a connection that ends
 * with something unread takes the answer with it. A sender that does not stop is held for a while, so that it comes to
 * read its answer.
 *
 * @returns resolves when there is no more, or no more is taken: then the connection has to be cut
 */
export function discardRest(request: Request): Promise<void> {
  if (request.complete) return Promise.resolve();
  return new Promise((resolve) => {
    let bytes = 0;
    let timer = setTimeout(resolve, LASTS_MS);
    request.removeAllListeners("data");
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= DISCARDED_BYTES || request.isPaused()) return;
      request.pause();
      clearTimeout(timer);
      timer = setTimeout(resolve, LINGERS_MS);
    });
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    request.once("end", done);
    request.once("close", done);
    request.resume();
  });
}
