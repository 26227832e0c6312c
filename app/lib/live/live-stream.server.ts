import type { LiveHub } from "./live-hub.server";
import type { LiveMessage } from "./live-schemas";

/** What may wait for one reader. Whoever reads more slowly is cut off, and comes back with their position. */
const BUFFER_BYTES = 256 * 1024;
/** After so long the browser connects anew and is checked anew: a session may have ended meanwhile. */
const LONGEST_MS = 15 * 60_000;

/** Server-sent events, and that nobody on the way keeps, compresses or collects them. */
const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
  // The connection ends with the stream, so that a server that stops is not kept by it.
  connection: "close",
};

const encoder = new TextEncoder();

/** One event of the stream (WHATWG HTML, 9.2 Server-sent events). The id is the position to come back with. */
function eventOf(position: string, message: LiveMessage | null): Uint8Array {
  return encoder.encode(
    `id: ${position}\nevent: ${message ? "changes" : "beat"}\ndata: ${JSON.stringify(message ?? {})}\n\n`,
  );
}

interface StreamOptions {
  staffId: string;
  sessionId?: string | null;
  /** The position up to which the reader has heard everything; null when they come new. */
  since: string | null;
  /** Each ends the stream when it is aborted: the reader has gone, the server stops. */
  until: (AbortSignal | undefined)[];
  bufferBytes?: number;
  longestMs?: number;
}

/**
 * The live stream of one reader. It ends when they leave, when they are no staff any longer or their session has ended,
 * when they read too slowly, when the server stops, and after a quarter of an hour.
 */
export function liveStream(
  hub: LiveHub,
  {
    staffId,
    sessionId = null,
    since,
    until,
    bufferBytes = BUFFER_BYTES,
    longestMs = LONGEST_MS,
  }: StreamOptions,
): Response {
  let release = (): void => {};
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const ended = new AbortController();
        release = () => {
          ended.abort();
          leave();
          clearTimeout(timer);
        };
        const end = () => {
          if (ended.signal.aborted) return;
          release();
          controller.close();
        };
        const timer = setTimeout(end, longestMs);
        const leave = hub.listen(
          {
            staffId,
            sessionId,
            hear: (position, message) => {
              if (ended.signal.aborted) return;
              if ((controller.desiredSize ?? 0) <= 0) end();
              else controller.enqueue(eventOf(position, message));
            },
            end,
          },
          since,
        );
        for (const signal of until) {
          if (signal?.aborted) end();
          // With the stream its listeners go, too: a server's signal outlives thousands of streams.
          else signal?.addEventListener("abort", end, { once: true, signal: ended.signal });
        }
      },
      // The reader has gone.
      cancel: () => release(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: bufferBytes }),
  );
  return new Response(body, { headers: HEADERS });
}

/** What a HEAD request is told: what a GET would begin with. */
export function liveStreamHead(): Response {
  return new Response(null, { headers: HEADERS });
}
