import { songsBucket } from "~/lib/env.server";
import { refusal } from "~/lib/errors/app-error";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { unavailable } from "./open-object.server";
import { encodeStoragePath } from "./storage-path";
import { audioFileName, type StoredAudio } from "./stream-audio.server";

/** Seconds: long enough to play the longest song from it, and as long a link works that was revoked meanwhile. */
const SIGNED_FOR = 600;

/**
 * Sends whoever listens to Storage itself, by an address that is good for ten minutes: nothing of the song goes through
 * this server then.
 *
 * @param options.toKeep makes it a file to keep
 * @throws AppError 404 when the file is missing, 503 when Storage does not answer, 500 for a path that is refused
 */
export async function handOver(
  db: ServiceClient,
  audio: StoredAudio,
  { toKeep }: { toKeep: boolean },
): Promise<Response> {
  // Refused before Storage is asked for anything.
  encodeStoragePath(audio.storagePath);
  const { data, error } = await db.storage
    .from(songsBucket())
    .createSignedUrl(audio.storagePath, SIGNED_FOR, toKeep ? { download: audioFileName(audio) } : {});
  if (error?.statusCode === "404") throw refusal("audio_missing");
  if (error) throw unavailable(error);
  return new Response(null, {
    status: 302,
    headers: { location: data.signedUrl, "cache-control": "private, no-store" },
  });
}
