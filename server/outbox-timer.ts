import { log } from "../app/lib/log.server";
import { relayOutbox, type SendEvents } from "../app/lib/outbox/relay-outbox.server";
import type { ServiceClient } from "../app/lib/supabase/clients.server";

/** How long an event that could not be sent at once waits at most for this server to look again, ms. */
const EVERY_MS = 1_000;

/**
 * Relays the outbox while the server runs. Any number of servers may do so at once: each event is claimed by one.
 *
 * @param everyMs how long it pauses once nothing is left to send
 * @returns stops the timer; resolves when a relay under way has ended
 */
export function startOutboxTimer(
  createDb: () => ServiceClient,
  send: SendEvents,
  everyMs = EVERY_MS,
): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const relay = async () => {
    try {
      // A bulk operation writes faster than once a second takes away: as long as events get through, more may wait.
      while (!stopped && (await relayOutbox(createDb(), send)).length > 0);
    } catch (error) {
      log().warn({ err: error }, "the outbox could not be relayed; it is tried again");
    }
    if (!stopped) timer = setTimeout(start, everyMs);
  };
  const start = () => {
    running = relay();
  };
  start();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
