import { randomBytes, randomUUID } from "node:crypto";
import { songsBucket } from "~/lib/env.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { GeneratedSong } from "./provider.server";
import { SongProviderError } from "./provider-errors.server";

/** The folder of uploads that are not known to be whole yet; no variant's path leads into it. */
const INCOMING = "incoming";
/** An upload is over, well or not, long before. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;
const LISTED_AT_ONCE = 1000;

/**
 * A path that says nothing about anyone, neither order nor customer. Each try has one of its own: a try that was thought
 * dead and finishes late must not touch the song that plays by then.
 */
export function newStoragePath(fileExtension: string): string {
  const name = randomBytes(17).toString("hex");
  return `${name.slice(0, 2)}/${name.slice(2)}.${fileExtension}`;
}

/**
 * Stores a song under a new path, whole or not at all: it is uploaded under a name of its own and moved when it is there.
 *
 * @throws SongProviderError storage_refused
 */
export async function storeSong(db: ServiceClient, path: string, song: GeneratedSong): Promise<void> {
  const bucket = db.storage.from(songsBucket());
  const incoming = `${INCOMING}/${randomUUID()}.${song.fileExtension}`;
  const refused = (error: Error) =>
    new SongProviderError("storage_refused", `Storage refused the song: ${error.message}`);
  const uploaded = await bucket.upload(incoming, song.audio, { contentType: song.contentType });
  if (uploaded.error) throw refused(uploaded.error);
  const moved = await bucket.move(incoming, path);
  if (!moved.error) return;
  await bucket.remove([incoming]);
  throw refused(moved.error);
}

/** Removes songs from Storage. What is not there any more is no error. */
export async function removeSongs(db: ServiceClient, paths: string[]): Promise<void> {
  if (paths.length === 0) return;
  const { error } = await db.storage.from(songsBucket()).remove(paths);
  if (error) throw new Error(`Could not remove songs from Storage: ${error.message}`, { cause: error });
}

/**
 * Removes uploads that died before they could be moved.
 *
 * @returns how many there were
 */
export async function removeAbandonedUploads(db: ServiceClient, now: Date): Promise<number> {
  const { data, error } = await db.storage
    .from(songsBucket())
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
