import { z } from "zod";
import { invalid, notFound, refusal } from "~/lib/errors/app-error";
import { say } from "~/lib/errors/catalogue";
import { answerOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";

const answerSchema = z.union([
  z.object({ ok: z.literal(true) }),
  z.object({
    ok: z.literal(false),
    code: z.enum(["not_found", "reason_required", "erased", "no_former_song"]),
  }),
]);

/**
 * Brings back a song that a new one has replaced: it plays under the same link at once, and the song that played until now
 * is kept in its place.
 *
 * @param input.songId one of the variant's former_songs
 * @throws AppError 404 when there is no such variant; 409 no_former_song when the song is not kept any more, erased when the
 *   customer's data is gone
 */
export async function restoreFormerSong(
  db: ServiceClient,
  input: { variantId: string; songId: string; actorId: string; reason: string; requestId: string },
): Promise<{ ok: true }> {
  const answer = answerOf(
    await db.rpc("restore_former_song", {
      p_variant_id: input.variantId,
      p_song_id: input.songId,
      p_actor: input.actorId,
      p_reason: input.reason,
      p_request_id: input.requestId,
    }),
    answerSchema,
    "bring back the song",
  );
  if (answer.ok) return answer;
  switch (answer.code) {
    case "not_found":
      throw notFound("variant");
    case "no_former_song":
      throw refusal("no_former_song");
    case "erased":
      throw refusal("erased.songs");
    case "reason_required":
      throw invalid({ reason: say("reason_missing.restoration") });
  }
}
