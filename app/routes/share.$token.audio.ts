import type { LoaderFunctionArgs } from "@remix-run/node";
import { streamAudio } from "~/lib/audio/stream-audio.server";
import { env } from "~/lib/env.server";
import { AppError } from "~/lib/errors";
import { log } from "~/lib/log.server";
import { requestIdOf } from "~/lib/request-id.server";
import { findSharedSong } from "~/lib/share/find-shared-song.server";
import { songTitle, titleText } from "~/lib/share/song-title";
import { createAnonClient } from "~/lib/supabase/clients.server";

// The server adds that the address, which holds the token, is told to no other site.
const UNLISTED = { "x-robots-tag": "noindex, nofollow" };

const NOT_READY = {
  pending: "The song is still being made. Try again in a few minutes.",
  generating: "The song is still being made. Try again in a few minutes.",
  failed: "Something went wrong on our side, and we are on it. The song is not ready yet.",
};

function sentence(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(`${text}\n`, {
    status,
    headers: {
      ...UNLISTED,
      "cache-control": "no-store",
      "content-type": "text/plain; charset=utf-8",
      ...headers,
    },
  });
}

/** Answers GET and HEAD. The token is looked up for every range, so that a revoked link is dead at once. */
export async function loader({ request, params, context }: LoaderFunctionArgs): Promise<Response> {
  // Remix asks the loader for OPTIONS as well.
  if (request.method !== "GET" && request.method !== "HEAD") return action();
  try {
    const song = await findSharedSong(createAnonClient(), params.token ?? "");
    if (!song) return sentence(404, "There is no song behind this link.");
    const { generation_status: status } = song;
    if (status !== "complete") return sentence(409, NOT_READY[status], { "retry-after": "15" });
    const { SUPABASE_URL, SUPABASE_SECRET_KEY } = env();
    const response = await streamAudio(
      request,
      {
        storagePath: song.storage_path,
        bytes: song.audio_bytes,
        type: song.audio_type,
        completedAt: song.completed_at,
        name: titleText(songTitle(song.occasion, song.recipient_name)),
      },
      { url: SUPABASE_URL, secretKey: SUPABASE_SECRET_KEY },
    );
    response.headers.set("x-robots-tag", UNLISTED["x-robots-tag"]);
    return response;
  } catch (error) {
    // Whoever has gone is told nothing.
    if (request.signal.aborted) throw error;
    log().error({ err: error, request_id: requestIdOf(context) }, "shared audio failed");
    if (!(error instanceof AppError))
      return sentence(500, "Something went wrong on our side. Try again in a minute.");
    const { status, message, retryAfterSeconds: seconds } = error;
    return sentence(status, message, seconds === undefined ? {} : { "retry-after": String(seconds) });
  }
}

/** Every other method. */
export function action(): Response {
  return sentence(405, "Songs can only be read here.", { allow: "GET, HEAD" });
}
