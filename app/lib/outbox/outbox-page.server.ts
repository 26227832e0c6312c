import { z } from "zod";
import { AppError } from "~/lib/errors";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { relayOutbox, type SendEvents } from "./relay-outbox.server";

/** An event that has not been sent, as the page shows it. */
export interface WaitingEvent {
  event_id: string;
  name: string;
  due_at: string;
  attempts: number;
  last_error: string | null;
  claimed_until: string | null;
  created_at: string;
}

/** The page shows the next of them; the count says how many there are, up to a cap. */
const SHOWN = 200;
const COUNTED_TO = 10_000;

/** The events that wait to be sent, the next ones first. */
export async function listWaitingEvents(
  db: ServiceClient,
): Promise<{ events: WaitingEvent[]; waiting: number; capped: boolean }> {
  const [events, ids] = await Promise.all([
    db
      .from("outbox_events")
      .select("event_id, name, due_at, attempts, last_error, claimed_until, created_at")
      .is("sent_at", null)
      .order("due_at")
      .limit(SHOWN),
    db.from("outbox_events").select("event_id", { count: "exact", head: true }).is("sent_at", null),
  ]);
  dataOf(ids, "count the events that wait");
  const waiting = ids.count ?? 0;
  return {
    events: dataOf(events, "list the events that wait"),
    waiting: Math.min(waiting, COUNTED_TO),
    capped: waiting > COUNTED_TO,
  };
}

export const sendNowSchema = z.strictObject({
  event_ids: z.array(z.string().min(1).max(300)).min(1).max(200),
});

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
  if (!answer.ok) {
    throw new AppError(
      "nothing_waits",
      409,
      "None of these waits any more: they are sent, or being sent now.",
    );
  }
  const sent = await relayOutbox(db, send, answer.event_ids);
  return { sent, waiting: answer.event_ids.filter((id) => !sent.includes(id)) };
}
