import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { isByARecipient } from "./by-a-recipient.server";

/** Songs that this server knows to have been opened: most openings are not the first, and need no question. */
const opened = new Set<string>();
/** A uuid is about 100 bytes here. When it is full it begins anew, and the database says again what it knows. */
const MOST_KNOWN = 20_000;

/**
 * Records that a recipient opened a song's link, when it is the first time.
 *
 * @param createDb is called only when the database is asked
 * @throws Error when the database does not answer; the next opening tries again
 */
export async function recordOpening(
  createDb: () => ServiceClient,
  variantId: string,
  request: Request,
): Promise<void> {
  if (opened.has(variantId) || !isByARecipient(request)) return;
  dataOf(
    await createDb().rpc("record_opening", { p_variant_id: variantId }),
    "record that a link was opened",
  );
  if (opened.size >= MOST_KNOWN) opened.clear();
  opened.add(variantId);
}
