import { type AppError, refusal } from "~/lib/errors/app-error";
import { maskChanges } from "~/lib/mask-payload";
import type { Named } from "~/lib/personal-data";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { Timeline } from "./order-schemas";

/** Entries a page; most orders have fewer in all. */
export const TIMELINE_PAGE = 200;

function damaged(cause?: unknown): AppError {
  return refusal("malformed_cursor.timeline", {}, { cause });
}

function placeOf(before: string | undefined): { at: string; key: string } | null {
  if (before === undefined) return null;
  const [at = "", key = ""] = before.split("~");
  if (key !== "" && at !== "") return { at, key };
  throw damaged();
}

/**
 * What happened to an order, with everything that belongs to it: one page, the newest first. What was changed in a
 * payload is masked as the payload is.
 *
 * @param before the place where the page before this one ended; absent for the newest
 * @throws AppError 400 when the place is damaged
 */
export async function readTimeline(db: ServiceClient, orderId: string, before?: string): Promise<Timeline> {
  const place = placeOf(before);
  const answer = await db.rpc("order_timeline", {
    p_order_id: orderId,
    p_limit: TIMELINE_PAGE + 1,
    ...(place && { p_before: place.at, p_before_key: place.key }),
  });
  // SQLSTATE class 22: a moment that is none. The database knows more moments than JavaScript, such as 'infinity'.
  if (place && answer.error?.code.startsWith("22")) throw damaged(answer.error);
  const rows = dataOf(answer, "read the timeline");
  const page = rows.slice(0, TIMELINE_PAGE);
  const last = page.at(-1);
  return {
    entries: page.map(({ key: id, after, ...entry }) => ({ id, ...entry, after: maskChanges(after) })),
    next: last && rows.length > page.length ? `${last.at}~${last.key}` : null,
  };
}

/** Who is named in what happened to an order; null when there is no such order. */
export async function findNamesOfOrder(db: ServiceClient, orderId: string): Promise<Named | null> {
  return dataOf(
    await db
      .from("order_summaries")
      .select("customer_email, customer_name, recipient_name")
      .eq("order_id", orderId)
      .maybeSingle(),
    "read whom the order is for",
  );
}
