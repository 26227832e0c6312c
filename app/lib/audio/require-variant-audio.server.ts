import { notFound, refusal } from "~/lib/errors/app-error";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import type { StoredAudio } from "./stream-audio.server";

/**
 * What the desk plays: the audio of one variant.
 *
 * @param variantId a uuid
 * @throws AppError 404 when there is no such variant, 409 with its status while it has no audio, 503 when the
 *   database is out of reach
 */
export async function requireVariantAudio(db: ServiceClient, variantId: string): Promise<StoredAudio> {
  const variant = dataOf(
    await db
      .schema("public")
      .from("song_variants")
      .select("variant_number, generation_status, storage_path, audio_bytes, audio_type, completed_at")
      .eq("id", variantId)
      .maybeSingle(),
    "read the variant",
  );
  if (!variant) throw notFound("variant");
  if (variant.generation_status !== "complete") {
    throw refusal("no_audio", {
      variant_number: variant.variant_number,
      generation_status: variant.generation_status,
    });
  }
  return {
    storagePath: variant.storage_path,
    // Of what is said to be empty, Storage has the last word.
    bytes: variant.audio_bytes || null,
    type: variant.audio_type,
    completedAt: variant.completed_at,
    name: `Song ${variant.variant_number}`,
  };
}
