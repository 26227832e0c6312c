import { Inngest } from "inngest";
import { env } from "~/lib/env.server";
import { log } from "~/lib/log.server";
import { DeliveryError } from "~/lib/outbox/delivery-error";
import type { SendEvents } from "~/lib/outbox/relay-outbox.server";

/** The SDK tries five times, with 2 s of pauses: together, 22 s, this stays below the outbox's lease. */
const SEND_TIMEOUT_MS = 4_000;
/** Of what Inngest says when it refuses: enough for a sentence in the outbox, not for a page of HTML. */
const LONGEST_REASON = 300;

/** Where events are handed in; the SDK's other requests are its own affair. */
const EVENTS_PATH = /^\/e\//;

/**
 * The SDK's requests. Of a delivery that failed it would keep a sentence alone; whether others are worth trying depends on
 * the status.
 */
const fetchInTime: typeof fetch = async (input, init) => {
  // A socket that hangs must not hold an event for longer than its lease.
  const asked = fetch(input, { ...init, signal: init?.signal ?? AbortSignal.timeout(SEND_TIMEOUT_MS) });
  const { pathname } = new URL(input instanceof Request ? input.url : input);
  if (!EVENTS_PATH.test(pathname)) return asked;
  const response = await asked.catch((cause: unknown) => {
    const { message, name } = cause instanceof Error ? rootOf(cause) : { message: String(cause), name: "" };
    throw new DeliveryError(null, message || name, { cause });
  });
  if (response.ok) return response;
  const text = (await response.text()).slice(0, LONGEST_REASON);
  throw new DeliveryError(response.status, `Inngest answered ${response.status}: ${text}`);
};

/** fetch says "fetch failed"; what happened is in the cause. */
function rootOf(error: Error): Error {
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}

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
      fetch: fetchInTime,
    });
  }
  return client;
}

/** Hands events to Inngest under their own ids. The one place that sends; everything else writes to the outbox. */
export const sendEvents: SendEvents = async (events) => {
  await inngest().send(events.map(({ id, name, data }) => ({ id, name, data })));
};
