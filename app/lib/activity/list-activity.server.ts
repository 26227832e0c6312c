import { maskChanges } from "~/lib/mask-payload";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { ActivityEntry } from "./activity-schemas";

/** A page shows this many entries, the newest ones. */
const NEWEST = 100;

/**
 * What was done to an order, with everything that belongs to it, or to one subject: newest first. What was changed in a
 * payload is masked as the payload is.
 */
export async function listActivity(
  db: ServiceClient,
  of: { orderId: string } | { subjectType: string; subjectId: string },
): Promise<ActivityEntry[]> {
  const select = db
    .from("activity")
    .select("id, at, actor_name, action, subject_type, subject_id, before, after, note")
    .order("id", { ascending: false })
    .limit(NEWEST);
  const entries = dataOf(
    await ("orderId" in of
      ? select.eq("order_id", of.orderId)
      : select.eq("subject_type", of.subjectType).eq("subject_id", of.subjectId)),
    "read the activity",
  );
  return entries.map((entry) => ({ ...entry, after: maskChanges(entry.after) }));
}
