import { AppError } from "~/lib/errors";
import { log } from "~/lib/log.server";
import { createAnonClient, createServiceClient } from "~/lib/supabase/clients.server";
import { findSharedSong, type SharedSong } from "./find-shared-song.server";
import { countMiss, countRequest, refusedFor } from "./share-limits.server";

/** The one answer to every link that leads nowhere. */
export function noSong(): AppError {
  return new AppError("no_song", 404, "There is no song behind this link.");
}

function tooMany(seconds: number): AppError {
  return new AppError("too_many", 429, "This was asked for too often. Wait a little, then try again.", {
    retryAfterSeconds: seconds,
  });
}

/**
 * Opens a share link: the one door of everything under /share. The song is looked up by anybody's key and the token,
 * each time anew, so that a link that was revoked is dead at the next request. The limit of an address counts wrong
 * links alone: nobody is locked out of theirs because somebody else guesses.
 *
 * @param token as it stands in the address
 * @param address where the request came from
 * @throws AppError 404 for a link that is unknown, malformed, revoked or expired, all alike; 429 after too many wrong
 *   ones, or for a link that is flooded; 503 when the database does not answer
 */
export async function requireSharedSong(token: string, address: string | undefined): Promise<SharedSong> {
  const wait = refusedFor(token);
  if (wait > 0) throw tooMany(wait);
  const song = await findSharedSong(createAnonClient(), token);
  if (song) {
    countRequest(createServiceClient, token).catch((err: unknown) => {
      log().warn({ err }, "requests for a shared song were not counted");
    });
    return song;
  }
  const seconds = await countMiss(createServiceClient(), address ?? "");
  throw seconds > 0 ? tooMany(seconds) : noSong();
}
