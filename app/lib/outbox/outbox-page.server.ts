import { z } from "zod";
import { refusal } from "~/lib/errors/app-error";
import { outboxDepthSchema } from "~/lib/live/live-schemas";
import { maskTextIfAny } from "~/lib/personal-data";
import { answerOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import {
  OUTBOX_PAGE_COUNTED_TO,
  OUTBOX_SHOWN,
  OUTBOX_STATES,
  type OutboxPage,
  type OutboxState,
  type WaitingEvent,
} from "./outbox-schemas";
import { relayOutbox, type SendEvents } from "./relay-outbox.server";

const eventsSchema: z.ZodType<WaitingEvent[]> = z.array(
  z.object({
    event_id: z.string(),
    name: z.string(),
    state: z.enum(OUTBOX_STATES),
    due_at: z.string(),
    attempts: z.number(),
    last_error: z.string().nullable(),
    created_at: z.string(),
  }),
);

/**
 * The events of a state that have not been sent, the next ones first, and how many there are of each.
 *
 * @param masked leaves out the addresses that a refusal may repeat from an event
 */
export async function listWaitingEvents(
  db: ServiceClient,
  state: OutboxState | "all",
  masked: boolean,
): Promise<OutboxPage> {
  const [events, depth] = await Promise.all([
    db.rpc("list_outbox", { p_state: state, p_limit: OUTBOX_SHOWN }),
    db.rpc("outbox_depth", { p_at_most: OUTBOX_PAGE_COUNTED_TO + 1 }),
  ]);
  const waiting = answerOf(events, eventsSchema, "list the events that wait");
  return {
    events: masked
      ? waiting.map((event) => ({ ...event, last_error: maskTextIfAny(event.last_error, null) }))
      : waiting,
    counts: answerOf(depth, outboxDepthSchema, "count the events that wait"),
  };
}

const answerSchema = z.union([
  z.object({ ok: z.literal(true), event_ids: z.array(z.string()) }),
  z.object({ ok: z.literal(false), code: z.literal("nothing_waits") }),
]);

/**
 * Sends waiting events at once, whatever their time.
 *
 * @returns which of them Inngest has taken; the others go on waiting
 * @throws AppError 409 when none of them waits any more
 */
export async function sendNow(
  db: ServiceClient,
  send: SendEvents,
  input: { eventIds: string[]; actorId: string; requestId: string },
): Promise<{ sent: string[]; waiting: string[] }> {
  const answer = answerOf(
    await db.rpc("send_outbox_now", {
      p_event_ids: input.eventIds,
      p_actor: input.actorId,
      p_request_id: input.requestId,
    }),
    answerSchema,
    "make the events due",
  );
  if (!answer.ok) throw refusal(answer.code);
  const sent = await relayOutbox(db, send, answer.event_ids);
  return { sent, waiting: answer.event_ids.filter((id) => !sent.includes(id)) };
}
