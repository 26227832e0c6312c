import { removeSongs } from "~/lib/generation/store-song.server";
import { log } from "~/lib/log.server";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";

/** In one request to Storage. */
const AT_ONCE = 100;

/** Removes files; when Storage refuses them together, each by itself. @returns those that are gone, and a refusal */
async function removeEach(db: ServiceClient, paths: string[]) {
  try {
    await removeSongs(db, paths);
    return { gone: paths };
  } catch (err) {
    if (paths.length === 1) throw err;
  }
  const gone: string[] = [];
  let refusal: unknown;
  for (const path of paths) {
    try {
      await removeSongs(db, [path]);
      gone.push(path);
    } catch (err) {
      refusal = err;
      log().error({ err, path }, "a file could not be removed yet");
    }
  }
  return { gone, refusal };
}

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
  const { gone, refusal } = await removeEach(db, paths);
  if (gone.length > 0) dataOf(await db.rpc("forget_discarded_files", { p_paths: gone }), "forget the files");
  // Somebody waits for one customer's files: what is left is tried again.
  if (refusal !== undefined && (customerId !== undefined || gone.length === 0)) throw refusal;
  return gone.length;
}
