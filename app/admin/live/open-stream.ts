import { requestJson } from "~/admin/api/api-client";
import { type LiveMessage, liveMessageSchema } from "~/lib/live/live-schemas";
import type { StreamEvents } from "./live-connection";

const STREAM = "/resources/live";

function at(path: string, since: string | null): string {
  return since === null ? path : `${path}?since=${encodeURIComponent(since)}`;
}

/**
 * Opens the stream. The browser's own reconnecting is not used: it knows no falling back, and gives up for good when the
 * server answers with an error.
 *
 * @returns closes it
 */
export function openStream(since: string | null, { heard, failed }: StreamEvents): () => void {
  const source = new EventSource(at(STREAM, since));
  source.addEventListener("changes", ({ data, lastEventId }) => {
    try {
      heard(lastEventId, liveMessageSchema.parse(JSON.parse(data)));
    } catch {
      // Of a newer server than this page, or damaged on the way: asking says the same in another way.
      failed();
    }
  });
  source.addEventListener("beat", ({ lastEventId }) => heard(lastEventId, null));
  source.addEventListener("error", failed);
  return () => source.close();
}

/** Asks once for what the stream would say. */
export async function askForChanges(since: string | null, signal: AbortSignal): Promise<LiveMessage> {
  const answer = await requestJson<unknown>(at(`${STREAM}/changes`, since), { signal, timeoutMs: 10_000 });
  return liveMessageSchema.parse(answer);
}
