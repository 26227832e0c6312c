import { z } from "zod";
import { log } from "~/lib/log.server";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";

/** An event as the outbox keeps it. */
export interface OutboxEvent {
  id: string;
  name: string;
  data: Record<string, unknown>;
}

/** Hands one event to Inngest; throws when Inngest has not taken it. */
export type SendEvent = (event: OutboxEvent) => Promise<void>;

/** Events one relay takes at a time. */
const BATCH = 50;
/** Longer than one send may take (see SEND_TIMEOUT_MS in inngest/client.server.ts), so that nobody else sends it meanwhile. */
const LEASE_SECONDS = 30;
const FIRST_DELAY_MS = 1_000;
/** Inngest may be down for long; asking every half minute is enough, and soon enough after it is back. */
const LONGEST_DELAY_MS = 30_000;

/**
 * How long to wait before an event is sent again: doubling, capped, with half of it random so that many servers do
 * not come back at the same moment ("equal jitter", AWS Architecture Blog, Exponential Backoff And Jitter).
 *
 * @param attempts how often it has been tried, from 1
 * @param random from 0 to 1
 * @returns milliseconds
 */
export function retryDelayMs(attempts: number, random: number): number {
  const whole = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempts - 1, 30));
  return Math.round(whole / 2 + (whole / 2) * random);
}

const eventData = z.record(z.string(), z.unknown());

/**
 * Sends what is due: claims events under a lease, sends each under its own id, and marks it. A relay that dies in
 * between leaves the event to the next one; Inngest drops the second of two events with one id, so that is safe.
 *
 * @param eventIds only these (right after the commit that wrote them); otherwise all that are due
 * @returns the ids that Inngest has taken
 */
export async function relayOutbox(
  db: ServiceClient,
  send: SendEvent,
  eventIds?: string[],
): Promise<string[]> {
  const claimed = dataOf(
    await db.rpc("claim_outbox_events", {
      p_limit: BATCH,
      p_lease_seconds: LEASE_SECONDS,
      ...(eventIds && { p_event_ids: eventIds }),
    }),
    "claim outbox events",
  );
  const sent: string[] = [];
  // One event that Inngest refuses must not keep the others back.
  await Promise.all(
    claimed.map(async (row) => {
      try {
        await send({ id: row.event_id, name: row.name, data: eventData.parse(row.data) });
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        log().warn({ event_id: row.event_id, attempts: row.attempts, reason: message }, "event not sent yet");
        const delay = retryDelayMs(row.attempts, Math.random());
        dataOf(
          await db.rpc("mark_outbox_failed", {
            p_event_id: row.event_id,
            p_error: message,
            p_delay_ms: delay,
          }),
          "put the event back",
        );
        return;
      }
      dataOf(await db.rpc("mark_outbox_sent", { p_event_id: row.event_id }), "mark the event sent");
      sent.push(row.event_id);
    }),
  );
  return sent;
}

/** An operator gets an answer after this, whatever Inngest does; the event stays queued and the relay goes on. */
const ANSWER_WITHIN_MS = 700;

/**
 * Sends one event that has just been committed.
 *
 * @returns "sent" when Inngest has taken it in time, otherwise "queued": it is kept and sent later. Never throws: the
 *   event is safe already
 */
export async function relayNow(
  db: ServiceClient,
  send: SendEvent,
  eventId: string,
): Promise<"sent" | "queued"> {
  const relaying = relayOutbox(db, send, [eventId]).catch((error: unknown) => {
    log().error({ err: error, event_id: eventId }, "relay after commit failed");
    return [] as string[];
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string[]>((resolve) => {
    timer = setTimeout(resolve, ANSWER_WITHIN_MS, []);
  });
  const sent = await Promise.race([relaying, late]);
  clearTimeout(timer);
  return sent.includes(eventId) ? "sent" : "queued";
}
