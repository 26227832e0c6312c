import { z } from "zod";
import { log } from "~/lib/log.server";
import { answerOf, dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { BriefChange } from "./brief";
import type { SongProvider } from "./provider.server";
import { readAudio } from "./read-audio.server";
import { readPeaks } from "./read-peaks.server";
import { SILENT_SECONDS } from "./run-bounds";
import { newStoragePath, removeSongs, storeSong } from "./store-song.server";

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
  z.object({
    ok: z.literal(false),
    code: z.enum(["not_found", "order_not_found", "superseded", "ended", "complete", "erased"]),
  }),
]);

const completeAnswer = z.object({ ok: z.boolean(), code: z.string().optional() });

/** What became of a variant: made, or why there was nothing to make. */
export type VariantResult =
  | "complete"
  | "already_complete"
  | "superseded"
  | "ended"
  | "not_found"
  | "order_not_found"
  | "erased";

/**
 * Makes one variant of an order, or a new version of it: has the song made, checks that it is playable, uploads it, and
 * puts it in its place. Until then the variant plays what it played. It may be run again at any point: what is complete
 * stays as it is, and a request that a newer one has replaced changes nothing.
 *
 * @param request.eventId the id of the event that asks for it
 * @param request.tryNumber how many tries for this variant were made before; from 0
 * @param request.brief what is different from the customer's wishes this time
 * @throws SongProviderError for what the provider, the audio or Storage got wrong
 */
export async function generateVariant(
  db: ServiceClient,
  provider: SongProvider,
  request: {
    orderId: string;
    variantNumber: number;
    eventId: string;
    tryNumber: number;
    brief?: BriefChange | undefined;
  },
): Promise<VariantResult> {
  const { orderId, variantNumber, eventId, tryNumber, brief } = request;
  const begun = answerOf(
    await db.rpc("begin_variant_generation", {
      p_order_id: orderId,
      p_variant_number: variantNumber,
      p_event_id: eventId,
      p_silent_seconds: SILENT_SECONDS,
    }),
    beginAnswer,
    "begin the variant",
  );
  if (!begun.ok) return begun.code === "complete" ? "already_complete" : begun.code;

  const { ok: _, variant_id: variantId, provider_options: options, recipient_name, ...wishes } = begun;
  const { recipient_name: recipientName = recipient_name, ...changes } = brief ?? {};
  const made = await provider.generate({
    orderId,
    variantNumber,
    requestId: eventId,
    tryNumber,
    recipientName,
    ...wishes,
    ...changes,
    options,
  });
  // The bytes have the last word on what they are, and are stored as every browser plays them.
  const { durationMs, ...song } = await readAudio(made.audio);
  const path = newStoragePath(song.fileExtension);
  dataOf(
    await db.rpc("announce_song_file", {
      p_order_id: orderId,
      p_variant_number: variantNumber,
      p_path: path,
    }),
    "announce the song's file",
  );
  await storeSong(db, path, song);

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
  if (completed.ok) {
    await savePeaks(db, variantId, path, song.audio);
    return "complete";
  }
  // It was stopped, or a newer request has the variant: the song is not wanted, and its path was this try's alone.
  await removeSongs(db, [path]);
  return "superseded";
}

/**
 * Says that a try has failed and when the next one comes.
 *
 * @param pauseSeconds as the provider asked; 0 for Inngest's own pause
 * @returns whether there is to be a next one: false when the variant was taken from the run meanwhile
 */
export async function keepGeneration(
  db: ServiceClient,
  request: { orderId: string; variantNumber: number; eventId: string },
  pauseSeconds: number,
): Promise<boolean> {
  return dataOf(
    await db.rpc("keep_generation", {
      p_order_id: request.orderId,
      p_variant_number: request.variantNumber,
      p_event_id: request.eventId,
      p_silent_seconds: pauseSeconds + SILENT_SECONDS,
    }),
    "keep the variant",
  );
}

/**
 * How many automatic retries the variants of an event have had: Inngest does not say.
 *
 * @returns null when no try has begun
 */
export async function countRetries(db: ServiceClient, eventId: string): Promise<number | null> {
  return dataOf(await db.rpc("generation_retries", { p_event_id: eventId }), "count the retries");
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
