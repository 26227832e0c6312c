import { handOver } from "~/lib/audio/hand-over.server";
import { RecentSongs } from "~/lib/audio/recent-songs.server";
import { type StoredAudio, streamAudio } from "~/lib/audio/stream-audio.server";
import { env } from "~/lib/env.server";
import { refusal } from "~/lib/errors/app-error";
import { log } from "~/lib/log.server";
import { createServiceClient } from "~/lib/supabase/clients.server";
import type { SharedSong } from "./find-shared-song.server";
import { isPlay, recordPlay } from "./record-play.server";
import { requireSharedSong } from "./require-shared-song.server";
import { UNLISTED } from "./share-answers.server";
import { songTitle, titleText } from "./song-title";

/** Of this server. Whether a link still leads to a song is looked up before anything is taken from here. */
const recent = new RecentSongs();

function storedAudio(song: SharedSong): StoredAudio {
  return {
    storagePath: song.storage_path,
    // Of what is said to be empty, Storage has the last word.
    bytes: song.audio_bytes || null,
    type: song.audio_type,
    completedAt: song.completed_at,
    name: titleText(songTitle(song.occasion, song.recipient_name)),
  };
}

/**
 * Answers for the audio of a shared song, and counts it when somebody begins to listen.
 *
 * @param link.address where the request came from
 * @param link.toKeep asks for a file to keep, which is no play
 * @throws AppError as requireSharedSong and streamAudio; 409 while there is no song; 403 for a file to keep where the
 *   giver has not allowed it
 */
export async function shareAudio(
  request: Request,
  link: { token: string; address: string | undefined; toKeep?: boolean },
): Promise<Response> {
  const { token, address = "", toKeep = false } = link;
  const { SUPABASE_URL, SUPABASE_SECRET_KEY, AUDIO_DELIVERY } = env();
  // An address that is handed over is good for minutes: for that, the link is looked up anew.
  const song = await requireSharedSong(token, address, { justFound: AUDIO_DELIVERY === "stream" });
  const { generation_status: status } = song;
  if (status !== "complete")
    throw refusal(status === "failed" ? "not_ready.failed" : "not_ready", {}, { retryAfterSeconds: 15 });
  if (toKeep && !song.allow_download) throw refusal("no_download");

  const audio = storedAudio(song);
  const response =
    AUDIO_DELIVERY === "signed-url" && request.method === "GET"
      ? await handOver(createServiceClient(), audio, { toKeep })
      : await streamAudio(
          request,
          audio,
          { url: SUPABASE_URL, secretKey: SUPABASE_SECRET_KEY },
          { disposition: toKeep ? "attachment" : "inline", recent },
        );
  response.headers.set("x-robots-tag", UNLISTED["x-robots-tag"]);
  if (!toKeep && [200, 206, 302].includes(response.status) && isPlay(request)) {
    recordPlay(createServiceClient(), song.variant_id, address).catch((err: unknown) => {
      log().warn({ err }, "a play was not counted");
    });
  }
  return response;
}
