import { createHash, randomUUID } from "node:crypto";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { GeneratedSong } from "./provider.server";
import { SongProviderError } from "./provider-errors.server";

/** The private bucket that all songs are in. */
export const SONGS_BUCKET = "songs";
/** The folder of uploads that are not known to be whole yet; no variant's path leads into it. */
const INCOMING = "incoming";
/** An upload is over, well or not, long before. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;
const LISTED_AT_ONCE = 1000;

/**
 * A path that says nothing about anybody, neither order nor customer. One event always writes to the same path, so
 * that a step that is run again replaces its own upload and nothing else; another request gets a path of its own.
 */
export function storagePathOf(
  orderId: string,
  variantNumber: number,
  eventId: string,
  fileExtension: string,
): string {
  const name = createHash("sha256").update(`${orderId}\n${variantNumber}\n${eventId}`).digest("hex");
  return `${name.slice(0, 2)}/${name.slice(2, 34)}.${fileExtension}`;
}

/**
 * Stores a song under a path, whole or not at all: it is uploaded under a name of its own and moved when it is there.
 *
 * @throws SongProviderError storage_refused
 */
export async function storeSong(db: ServiceClient, path: string, song: GeneratedSong): Promise<void> {
  const bucket = db.storage.from(SONGS_BUCKET);
  const incoming = `${INCOMING}/${randomUUID()}.${song.fileExtension}`;
  const refused = (error: Error) =>
    new SongProviderError("storage_refused", `Storage refused the song: ${error.message}`);
  const uploaded = await bucket.upload(incoming, song.audio, { contentType: song.contentType });
  if (uploaded.error) throw refused(uploaded.error);
  const moved = await bucket.move(incoming, path);
  if (!moved.error) return;
  // An earlier try of this step got as far: what it left is nobody's song yet, since the variant is not complete.
  const { error } = await bucket.remove([path]);
  const again = error ? { error } : await bucket.move(incoming, path);
  if (!again.error) return;
  await bucket.remove([incoming]);
  throw refused(again.error);
}

/** Removes songs from Storage. What is not there any more is no error. */
export async function removeSongs(db: ServiceClient, paths: string[]): Promise<void> {
  if (paths.length === 0) return;
  const { error } = await db.storage.from(SONGS_BUCKET).remove(paths);
  if (error) throw new Error(`Could not remove songs from Storage: ${error.message}`, { cause: error });
}

/**
 * Removes uploads that died before they could be moved.
 *
 * @returns how many there were
 */
export async function removeAbandonedUploads(db: ServiceClient, now: Date): Promise<number> {
  const { data, error } = await db.storage
    .from(SONGS_BUCKET)
    .list(INCOMING, { limit: LISTED_AT_ONCE, sortBy: { column: "created_at", order: "asc" } });
  if (error) throw new Error(`Could not list the uploads: ${error.message}`, { cause: error });
  const abandoned = data.filter(
    ({ created_at: at }) => at !== null && now.getTime() - new Date(at).getTime() > ABANDONED_AFTER_MS,
  );
  await removeSongs(
    db,
    abandoned.map(({ name }) => `${INCOMING}/${name}`),
  );
  return abandoned.length;
}
