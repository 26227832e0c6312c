import { setTimeout as sleep } from "node:timers/promises";
import { log } from "~/lib/log.server";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { Database } from "~/lib/supabase/database.types";
import { isOfInngest, isRefusal } from "./delivery-error";
import { noteInternalIds } from "./internal-ids.server";

/** An event as the outbox keeps it. */
export interface OutboxEvent {
  id: string;
  name: string;
  /** The whole event as it goes on the wire: the text that PostgreSQL makes of it, numbers untouched. */
  json: string;
}

/**
 * Hands events to Inngest; throws when Inngest has not taken all of them (a DeliveryError when it said why).
 *
 * @returns the ids that Inngest gave them, where it gives any
 */
// biome-ignore lint/suspicious/noConfusingVoidType: one that gives no ids returns nothing
export type SendEvents = (events: OutboxEvent[]) => Promise<string[] | void>;

/** Events one relay takes at a time. */
const BATCH = 500;
/**
 * Longer than one send may take (22 s, see SEND_TIMEOUT_MS in inngest/client.server.ts), so that nobody else sends it
 * meanwhile; short enough that what a killed server had in its hands is sent within 30 s of a restart.
 */
const LEASE_SECONDS = 25;
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

type Claimed = Omit<Database["desk"]["Functions"]["claim_outbox_events"]["Returns"][number], "event"> & {
  event: string | null;
};

async function putBack(db: ServiceClient, rows: Claimed[], error: unknown, parted: boolean): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  const ids = rows.map((row) => row.event_id);
  log().warn({ event_ids: ids.slice(0, 10), events: ids.length, reason: message }, "events not sent yet");
  dataOf(
    await db.rpc("mark_outbox_failed", {
      p_event_ids: ids,
      p_error: message,
      p_delays_ms: rows.map((row) => retryDelayMs(row.attempts, Math.random())),
      p_refused: isRefusal(error, rows.length, parted),
    }),
    "put the events back",
  );
}

function toEvent({ event_id: id, name, event: json }: Claimed): OutboxEvent {
  if (json === null) throw new Error("The event's data is not an object, and Inngest takes no other.");
  return { id, name, json };
}

/**
 * Sends rows in one request. When it is refused the halves are tried by themselves, so that one bad event keeps no other
 * back; when Inngest is away, asking again for each would only take longer to find out.
 *
 * @param parted whether the rows were part of a request that was refused
 */
async function sendRows(
  db: ServiceClient,
  send: SendEvents,
  rows: Claimed[],
  parted = false,
): Promise<Claimed[]> {
  try {
    await noteInternalIds(db, rows, await send(rows.map(toEvent)));
    return rows;
  } catch (error) {
    if (rows.length === 1 || isOfInngest(error)) {
      await putBack(db, rows, error, parted);
      return [];
    }
  }
  const middle = Math.ceil(rows.length / 2);
  return [
    ...(await sendRows(db, send, rows.slice(0, middle), true)),
    ...(await sendRows(db, send, rows.slice(middle), true)),
  ];
}

/**
 * Sends what is due: claims events under a lease, sends them under their own ids, and marks them. A relay that dies in
 * between leaves the events to the next one; Inngest drops the second of two events with one id, so that is safe.
 *
 * @param eventIds only these (right after the commit that wrote them); otherwise all that are due
 * @returns the ids that Inngest has taken
 */
export async function relayOutbox(
  db: ServiceClient,
  send: SendEvents,
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
  if (claimed.length === 0) return [];
  const sent = (await sendRows(db, send, claimed)).map((row) => row.event_id);
  if (sent.length > 0)
    dataOf(await db.rpc("mark_outbox_sent", { p_event_ids: sent }), "mark the events sent");
  return sent;
}

/** An operator gets an answer after this, whatever Inngest does; the event stays queued and the relay goes on. */
export const ANSWER_WITHIN_MS = 700;
/** Between two looks at what another relay has in its hands; Inngest takes an event in a few milliseconds. */
const LOOK_AGAIN_MS = 20;

/**
 * Sends one event. A timer's relay may have taken it the moment it was committed: then this waits for what becomes of it
 * there, or an event that is sent would be said to wait.
 */
async function relayOne(
  db: ServiceClient,
  send: SendEvents,
  eventId: string,
  withinMs: number,
): Promise<boolean> {
  const until = Date.now() + withinMs;
  if ((await relayOutbox(db, send, [eventId])).length > 0) return true;
  while (Date.now() < until) {
    const event = dataOf(
      await db.from("outbox_events").select("sent_at, claimed_until").eq("event_id", eventId).maybeSingle(),
      "see what became of the event",
    );
    if (event?.sent_at) return true;
    if (!event?.claimed_until) return false;
    await sleep(LOOK_AGAIN_MS);
  }
  return false;
}

/**
 * Sends one event that has just been committed.
 *
 * @param withinMs how long whoever asked waits for the answer
 * @returns "sent" when Inngest has taken it in time, otherwise "queued": it is kept and sent later. Never throws: the
 *   event is safe already
 */
export async function relayNow(
  db: ServiceClient,
  send: SendEvents,
  eventId: string,
  withinMs = ANSWER_WITHIN_MS,
): Promise<"sent" | "queued"> {
  const relaying = relayOne(db, send, eventId, withinMs).catch((error: unknown) => {
    log().error({ err: error, event_id: eventId }, "relay after commit failed");
    return false;
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, withinMs, false);
  });
  const sent = await Promise.race([relaying, late]);
  clearTimeout(timer);
  return sent ? "sent" : "queued";
}
