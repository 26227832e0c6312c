import { findObjectFacts, openObject, type StorageAccess } from "~/lib/audio/open-object.server";
import { readPeaks } from "~/lib/generation/read-peaks.server";
import { log } from "~/lib/log.server";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";

/** Bytes. A song from before peaks were kept is read whole for them; what is larger goes without a waveform. */
const MOST_BYTES = 32 * 1024 * 1024;
/** Songs that could not be read and are not tried again by this server. */
const REMEMBERED = 1_000;

const failed = new Set<string>();
/** One at a time on each server: decoding takes memory and a processor. */
let busy = false;

/**
 * Makes the waveform of a song that has none, so that the next visitor sees it. Nobody waits for it.
 *
 * @returns resolves when it is done or was not begun; it never rejects
 */
export async function fillPeaks(
  db: ServiceClient,
  storage: StorageAccess,
  song: { variant_id: string; storage_path: string; audio_bytes: number | null },
): Promise<void> {
  const { variant_id, storage_path, audio_bytes } = song;
  if (busy || failed.has(storage_path) || audio_bytes === 0) return;
  busy = true;
  try {
    // A row from before the desk does not tell the size; Storage does.
    const bytes = audio_bytes ?? (await findObjectFacts(storage, storage_path)).bytes;
    if (bytes > MOST_BYTES)
      throw new Error(`it has ${bytes} bytes, more than the ${MOST_BYTES} that are read`);
    const object = await openObject(storage, storage_path);
    const peaks = await readPeaks(new Uint8Array(await object.arrayBuffer()));
    dataOf(
      await db.rpc("save_song_peaks", {
        p_variant_id: variant_id,
        p_storage_path: storage_path,
        p_peaks: peaks,
      }),
      "save the peaks of a song",
    );
  } catch (err) {
    if (failed.size < REMEMBERED) failed.add(storage_path);
    log().warn({ err, variant_id }, "the waveform of a song could not be made");
  } finally {
    busy = false;
  }
}
