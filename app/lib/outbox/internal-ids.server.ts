import { z } from "zod";
import { log } from "~/lib/log.server";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";

/**
 * Keeps the ids that Inngest gave to events, by which it can be asked what became of them. Never throws: the events are
 * sent, and what cannot be asked about is sent again under its own id.
 *
 * @param internalIds what was answered: one for each row, in their order, where Inngest gives any
 */
export async function noteInternalIds(
  db: ServiceClient,
  rows: readonly { event_id: string }[],
  internalIds: unknown,
): Promise<void> {
  const ids = z.array(z.string()).length(rows.length).safeParse(internalIds).data;
  if (!ids) return;
  try {
    dataOf(
      await db.rpc("note_internal_ids", {
        p_event_ids: rows.map(({ event_id }) => event_id),
        p_internal_ids: ids,
      }),
      "note the ids that Inngest gave",
    );
  } catch (err) {
    log().warn({ err, events: rows.length }, "the ids that Inngest gave could not be kept");
  }
}
