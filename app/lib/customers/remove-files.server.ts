import { removeSongs } from "~/lib/generation/store-song.server";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";

/** In one request to Storage. */
const AT_ONCE = 100;

/**
 * Removes files that are nobody's any more from Storage, and forgets them only when they are gone: a crash in between
 * removes them once more, which is no error.
 *
 * @param customerId only those of one customer; absent for all whose time has come
 * @returns how many there were, at most a batch
 */
export async function removeDiscardedFiles(db: ServiceClient, customerId?: string): Promise<number> {
  const paths = dataOf(
    await db.rpc("take_discarded_files", {
      p_limit: AT_ONCE,
      ...(customerId !== undefined && { p_user_id: customerId }),
    }),
    "find files to remove",
  );
  if (paths.length === 0) return 0;
  await removeSongs(db, paths);
  dataOf(await db.rpc("forget_discarded_files", { p_paths: paths }), "forget the files");
  return paths.length;
}
