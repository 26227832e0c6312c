import { z } from "zod";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { type LiveMessage, liveMessageSchema } from "./live-schemas";

const answerSchema = liveMessageSchema.extend({ active: z.array(z.string()) });

/** What one look at the database says: for everybody who listens, and who of them may go on listening. */
export interface LivePoll {
  message: LiveMessage;
  active: string[];
  /** The sessions that have not ended. */
  sessions: string[];
}

/**
 * Asks what has changed since a position, and what is so now.
 *
 * @param since a position of an earlier answer; null for a new beginning, of which nothing is known
 * @param staffIds of those who listen
 * @param sessionIds with which they are signed in
 */
export async function pollLive(
  db: ServiceClient,
  since: string | null,
  staffIds: readonly string[] = [],
  sessionIds: readonly string[] = [],
): Promise<LivePoll> {
  const [answer, sessions] = await Promise.all([
    db.rpc("live_changes", { ...(since !== null && { p_since: since }), p_staff: [...staffIds] }),
    sessionIds.length > 0 ? db.rpc("live_sessions", { p_sessions: [...sessionIds] }) : null,
  ]);
  const { active, ...message } = answerSchema.parse(dataOf(answer, "look for changes"));
  return { message, active, sessions: sessions ? dataOf(sessions, "look up sessions") : [] };
}

/** Whether a message has news for somebody who knew `before`. */
export function saysSomething(message: LiveMessage, before: LiveMessage | null): boolean {
  return (
    before === null ||
    message.all ||
    message.changed_failures.length > 0 ||
    message.changed_orders.length > 0 ||
    message.kinds.length > 0 ||
    JSON.stringify(message.state) !== JSON.stringify(before.state)
  );
}
