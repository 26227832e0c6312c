import { z } from "zod";
import { refusal } from "~/lib/errors/app-error";
import { outboxDepthSchema } from "~/lib/live/live-schemas";
import { maskTextIfAny } from "~/lib/personal-data";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { OUTBOX_PAGE_COUNTED_TO, OUTBOX_SHOWN, type OutboxPage, type OutboxState } from "./outbox-schemas";
import { relayOutbox, type SendEvents } from "./relay-outbox.server";

/** Which events are in a state at an instant. The same rules as `outboxStateOf`. */
function listEvents(db: ServiceClient, state: OutboxState | "all", now: string) {
  const events = db
    .from("outbox_events")
    .select("event_id, name, due_at, attempts, last_error, claimed_until, created_at")
    .is("sent_at", null)
    .limit(OUTBOX_SHOWN);
  const notClaimed = `claimed_until.is.null,claimed_until.lte.${now}`;
  switch (state) {
    case "sending":
      return events.gt("claimed_until", now).order("due_at").order("event_id");
    case "failing":
      // The most often refused first: these are not going to leave by themselves.
      return events
        .gt("attempts", 0)
        .or(notClaimed)
        .order("attempts", { ascending: false })
        .order("event_id");
    case "scheduled":
      return events.eq("attempts", 0).gt("due_at", now).order("due_at").order("event_id");
    case "waiting":
      return events.eq("attempts", 0).lte("due_at", now).order("due_at").order("event_id");
    case "all":
      return events.order("due_at").order("event_id");
  }
}

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
    listEvents(db, state, new Date().toISOString()),
    db.rpc("outbox_depth", { p_at_most: OUTBOX_PAGE_COUNTED_TO + 1 }),
  ]);
  const waiting = dataOf(events, "list the events that wait");
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
