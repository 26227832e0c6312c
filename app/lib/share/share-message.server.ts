import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";

/**
 * What the customer wrote beside the order, for the page of the song: only where the shop shows it (SHARE_MESSAGE). It may
 * have been meant for whoever makes the song, so the link alone does not tell it.
 *
 * @param db as the server: the database tells nobody else
 * @throws AppError 503 when the database does not answer
 */
export async function shareMessage(db: ServiceClient, variantId: string): Promise<string | null> {
  return dataOf(
    await db.rpc("find_share_message", { p_variant_id: variantId }),
    "find the message of a song",
  );
}
