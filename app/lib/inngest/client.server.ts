import { Inngest } from "inngest";
import { z } from "zod";
import { cutText } from "~/lib/cut-text";
import { env } from "~/lib/env.server";
import { log } from "~/lib/log.server";
import { DeliveryError } from "~/lib/outbox/delivery-error";
import type { OutboxEvent, SendEvents } from "~/lib/outbox/relay-outbox.server";

/** A socket that hangs must not hold an event for longer than the outbox's lease. */
const SEND_TIMEOUT_MS = 22_000;
/** Of what Inngest says when it refuses: enough for a sentence in the outbox, not for a page of HTML. */
const LONGEST_REASON = 300;
/** What a dev server, which asks for no key, is given in its place (the SDK's own word). */
const NO_EVENT_KEY = "NO_EVENT_KEY_SET";

/** fetch says "fetch failed"; what happened is in the cause. */
function rootOf(error: Error): Error {
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}

let client: Inngest | undefined;

/** The Inngest client of this process. What it needs comes from the parsed environment alone. */
export function inngest(): Inngest {
  if (!client) {
    const { INNGEST_DEV, INNGEST_BASE_URL, INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY } = env();
    const baseUrl = INNGEST_DEV ?? INNGEST_BASE_URL;
    client = new Inngest({
      id: "reprise",
      isDev: INNGEST_DEV !== undefined,
      ...(baseUrl !== undefined && { baseUrl }),
      ...(INNGEST_EVENT_KEY !== undefined && { eventKey: INNGEST_EVENT_KEY }),
      ...(INNGEST_SIGNING_KEY !== undefined && { signingKey: INNGEST_SIGNING_KEY }),
      logger: log(),
    });
  }
  return client;
}

const takenSchema = z.object({ ids: z.array(z.string()), error: z.string().optional() });

/**
 * Posts events, and throws a DeliveryError with the status and Inngest's own words when it has not taken them.
 *
 * @param someTaken whether it has taken others of the same delivery, for the error to say
 */
async function post(body: string, someTaken: boolean): Promise<string[]> {
  const { eventBaseUrl, eventKey, headers } = inngest();
  const response = await fetch(new URL(`e/${eventKey ?? NO_EVENT_KEY}`, eventBaseUrl), {
    method: "POST",
    headers,
    body,
    signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
  }).catch((cause: unknown) => {
    const { message, name } = cause instanceof Error ? rootOf(cause) : { message: String(cause), name: "" };
    throw new DeliveryError(null, message || name, { cause, someTaken });
  });
  const text = await response.text();
  const taken = takenSchema.safeParse(readJson(text));
  if (response.ok && taken.success && !taken.data.error) return taken.data.ids;
  const words = cutText(text, LONGEST_REASON);
  throw new DeliveryError(response.status, `Inngest answered ${response.status}: ${words}`, { someTaken });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Inngest takes no more in one request (seen of its server 1.43). */
const MAX_EVENTS = 5_000;

/** Events in as many requests as they need: each within what Inngest takes, a larger event alone. */
export function requestsOf(events: readonly OutboxEvent[], maxBytes: number): OutboxEvent[][] {
  const requests: OutboxEvent[][] = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(event.json) + 1;
    const last = requests.at(-1);
    if (last && last.length < MAX_EVENTS && bytes + size <= maxBytes) {
      last.push(event);
      bytes += size;
    } else {
      requests.push([event]);
      bytes = size;
    }
  }
  return requests;
}

/**
 * Hands events to Inngest under their own ids, as the texts that they are: the SDK's send would parse them, and round
 * their numbers. The one place that sends; everything else writes to the outbox.
 *
 * @returns the ids that Inngest gave them, in their order
 */
export const sendEvents: SendEvents = async (events) => {
  const ids: string[] = [];
  for (const request of requestsOf(events, env().INNGEST_MAX_EVENT_BYTES))
    ids.push(...(await post(`[${request.map(({ json }) => json).join(",")}]`, ids.length > 0)));
  return ids;
};
