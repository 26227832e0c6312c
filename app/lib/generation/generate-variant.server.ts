import { createHash } from "node:crypto";
import { z } from "zod";
import { log } from "~/lib/log.server";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { GeneratedSong, SongProvider } from "./provider.server";
import { SongProviderError } from "./provider-errors.server";
import { readAudio } from "./read-audio.server";
import { readPeaks } from "./read-peaks.server";

/** The private bucket that all songs are in. */
export const SONGS_BUCKET = "songs";

const beginAnswer = z.union([
  z.object({
    ok: z.literal(true),
    variant_id: z.string(),
    recipient_name: z.string(),
    occasion: z.string(),
    genre: z.string(),
    mood: z.string(),
    language: z.string(),
    message: z.string().nullable(),
    provider_options: z.unknown(),
  }),
  z.object({ ok: z.literal(false), code: z.enum(["not_found", "superseded", "complete"]) }),
]);

const completeAnswer = z.object({ ok: z.boolean(), code: z.string().optional() });

/** What became of a variant: made, or why there was nothing to make. */
export type VariantResult = "complete" | "already_complete" | "superseded" | "not_found";

/**
 * A path that says nothing about anybody, neither order nor customer. One event always writes to the same path, so
 * that a step that is run again replaces its own upload and nothing else; another request gets a path of its own.
 */
function storagePathOf(
  orderId: string,
  variantNumber: number,
  eventId: string,
  fileExtension: string,
): string {
  const name = createHash("sha256").update(`${orderId}\n${variantNumber}\n${eventId}`).digest("hex");
  return `${name.slice(0, 2)}/${name.slice(2, 34)}.${fileExtension}`;
}

async function upload(db: ServiceClient, path: string, song: GeneratedSong): Promise<void> {
  const { error } = await db.storage
    .from(SONGS_BUCKET)
    .upload(path, song.audio, { contentType: song.contentType, upsert: true });
  if (error) throw new SongProviderError("storage_refused", `Storage refused the song: ${error.message}`);
}

/**
 * Makes one variant of an order: marks it generating, has the song made, checks that it is playable, uploads it, and
 * marks it complete with its duration. It may be run again at any point: what is complete stays as it is, and a
 * request that a newer one has replaced changes nothing.
 *
 * @param request.eventId the id of the event that asks for it
 * @param request.tryNumber how many tries for this variant were made before; from 0
 * @throws SongProviderError for what the provider, the audio or Storage got wrong
 */
export async function generateVariant(
  db: ServiceClient,
  provider: SongProvider,
  request: { orderId: string; variantNumber: number; eventId: string; tryNumber: number },
): Promise<VariantResult> {
  const { orderId, variantNumber, eventId, tryNumber } = request;
  const begun = answerOf(
    await db.rpc("begin_variant_generation", {
      p_order_id: orderId,
      p_variant_number: variantNumber,
      p_event_id: eventId,
    }),
    beginAnswer,
    "begin the variant",
  );
  if (!begun.ok) return begun.code === "complete" ? "already_complete" : begun.code;

  const song = await provider.generate({
    orderId,
    variantNumber,
    tryNumber,
    recipientName: begun.recipient_name,
    occasion: begun.occasion,
    genre: begun.genre,
    mood: begun.mood,
    language: begun.language,
    message: begun.message,
    options: begun.provider_options,
  });
  const { durationMs } = await readAudio(song.audio);
  const path = storagePathOf(orderId, variantNumber, eventId, song.fileExtension);
  await upload(db, path, song);

  const completed = answerOf(
    await db.rpc("complete_variant_generation", {
      p_order_id: orderId,
      p_variant_number: variantNumber,
      p_event_id: eventId,
      p_storage_path: path,
      p_duration_ms: durationMs,
      p_audio_bytes: song.audio.byteLength,
      p_audio_type: song.contentType,
    }),
    completeAnswer,
    "complete the variant",
  );
  if (!completed.ok) return "superseded";
  await savePeaks(db, begun.variant_id, path, song.audio);
  return "complete";
}

/** Keeps the song's waveform. A song without one is a song all the same, and its first visitor has it made. */
async function savePeaks(
  db: ServiceClient,
  variantId: string,
  path: string,
  audio: Uint8Array,
): Promise<void> {
  try {
    const peaks = await readPeaks(audio);
    dataOf(
      await db.rpc("save_song_peaks", { p_variant_id: variantId, p_storage_path: path, p_peaks: peaks }),
      "save the peaks of the song",
    );
  } catch (err) {
    log().warn({ err, variant_id: variantId }, "the waveform of a song could not be made");
  }
}
