import { Inngest } from "inngest";
import { env } from "~/lib/env.server";
import { log } from "~/lib/log.server";
import type { SendEvents } from "~/lib/outbox/relay-outbox.server";

/** The SDK tries five times, with 2 s of pauses: together, 22 s, this stays below the outbox's lease. */
const SEND_TIMEOUT_MS = 4_000;

let client: Inngest | undefined;

/** The Inngest client of this process. What it needs comes from the parsed environment alone. */
export function inngest(): Inngest {
  if (!client) {
    const { INNGEST_DEV, INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY } = env();
    client = new Inngest({
      id: "reprise",
      isDev: INNGEST_DEV !== undefined,
      ...(INNGEST_DEV !== undefined && { baseUrl: INNGEST_DEV }),
      ...(INNGEST_EVENT_KEY !== undefined && { eventKey: INNGEST_EVENT_KEY }),
      ...(INNGEST_SIGNING_KEY !== undefined && { signingKey: INNGEST_SIGNING_KEY }),
      logger: log(),
      // A socket that hangs must not hold an event for longer than its lease.
      fetch: (input, init) =>
        fetch(input, { ...init, signal: init?.signal ?? AbortSignal.timeout(SEND_TIMEOUT_MS) }),
    });
  }
  return client;
}

/** Hands events to Inngest under their own ids. The one place that sends; everything else writes to the outbox. */
export const sendEvents: SendEvents = async (events) => {
  await inngest().send(events.map(({ id, name, data }) => ({ id, name, data })));
};
