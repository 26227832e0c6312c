import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";

/** In one turn; the next turn goes on. */
const ROWS = 500;
const RELINKED_AT_ONCE = 2_000;
const BATCHES = 20;

/**
 * Settles rows that the shop wrote and their triggers could not, and links failures again whose event type has other paths
 * now.
 *
 * @returns how many rows were settled
 */
export async function takeInOutsideRows(db: ServiceClient): Promise<number> {
  const settled = dataOf(
    await db.rpc("settle_outside_rows", { p_limit: ROWS }),
    "settle the rows that the shop wrote",
  );
  let more = true;
  for (let batch = 0; more && batch < BATCHES; batch++)
    more = dataOf(await db.rpc("relink_failed_jobs", { p_limit: RELINKED_AT_ONCE }), "link failures again");
  return settled;
}
