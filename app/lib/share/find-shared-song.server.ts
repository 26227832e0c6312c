import { z } from "zod";
import { dataOf } from "~/lib/supabase/check.server";
import type { AnonClient } from "~/lib/supabase/clients.server";
import type { GenerationStatus } from "~/lib/supabase/database.types";

/** Asked for in the place of what is no uuid: no link has it, and finding that out takes as long as for any other. */
const NO_TOKEN = "malformed";

/** The holder of a link is a person who waits; a database that takes longer counts as out of reach. Milliseconds. */
const ANSWER_WITHIN = 8_000;

const statusSchema = z.enum([
  "pending",
  "generating",
  "complete",
  "failed",
]) satisfies z.ZodType<GenerationStatus>;

const rowsSchema = z
  .array(
    z.object({
      variant_id: z.guid(),
      generation_status: statusSchema,
      storage_path: z.string(),
      duration_ms: z.number().nullable(),
      audio_bytes: z.number().int().nonnegative().nullable(),
      audio_type: z.string().nullable(),
      completed_at: z.string().nullable(),
      recipient_name: z.string(),
      occasion: z.string(),
      peaks: z.array(z.number().int().min(0).max(255)).nullable(),
      allow_download: z.boolean(),
      allow_embed: z.boolean(),
    }),
  )
  // share_token is unique.
  .max(1);

/** What find_shared_song tells the holder of a share link about the song. */
export type SharedSong = z.infer<typeof rowsSchema>[number];

/**
 * Finds the song of a share link.
 *
 * @param db acts as anybody: the database decides what the holder of a token may know
 * @param token as it stands in the address
 * @returns null when no song has the token, or the link was revoked or has expired
 * @throws AppError 503 when the database does not answer
 */
export async function findSharedSong(db: AnonClient, token: string): Promise<SharedSong | null> {
  const parsed = z.guid().safeParse(token);
  const rows = dataOf(
    await db
      .rpc("find_shared_song", { p_token: parsed.success ? parsed.data : NO_TOKEN })
      .abortSignal(AbortSignal.timeout(ANSWER_WITHIN)),
    "find the shared song",
  );
  return rowsSchema.parse(rows)[0] ?? null;
}
