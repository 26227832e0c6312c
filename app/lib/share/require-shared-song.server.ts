import { type AppError, refusal } from "~/lib/errors/app-error";
import { log } from "~/lib/log.server";
import { type AnonClient, createAnonClient, createServiceClient } from "~/lib/supabase/clients.server";
import { BriefMemory } from "./brief-memory";
import { findSharedSong, type SharedSong } from "./find-shared-song.server";
import { countMiss, countRequest, refusedFor } from "./share-limits.server";

/** The one answer to every link that leads nowhere. */
export function noSong(): AppError {
  return refusal("no_song");
}

function tooMany(seconds: number): AppError {
  return refusal("too_many", {}, { retryAfterSeconds: seconds });
}

/**
 * What the audio's requests have found. A player asks again and again for the same song, and a family all at once; a link
 * that was revoked has to be dead within a second (docs/reliability.md), and is within less than half of it.
 */
const justFound = new BriefMemory<SharedSong>(400, 1_000);

/** Kept, since nobody ever signs in on it: making one costs as much as asking the database. */
let anybody: AnonClient | undefined;

function lookUp(token: string): Promise<SharedSong | null> {
  anybody ??= createAnonClient();
  return findSharedSong(anybody, token);
}

/**
 * Opens a share link: the one door of everything under /share. The song is looked up by anybody's key and the token, so
 * that a link that was revoked is dead at the next request. The limit of an address counts wrong links alone: nobody is
 * locked out of theirs because somebody else guesses.
 *
 * @param token as it stands in the address
 * @param address where the request came from
 * @param options.justFound takes what was found for the same link up to 400 ms ago
 * @throws AppError 404 for a link that is unknown, malformed, revoked or expired, all alike; 429 after too many wrong
 *   ones, or for a link that is flooded; 503 when the database does not answer
 */
export async function requireSharedSong(
  token: string,
  address: string | undefined,
  options: { justFound?: boolean } = {},
): Promise<SharedSong> {
  const wait = refusedFor(token);
  if (wait > 0) throw tooMany(wait);
  const song = await (options.justFound
    ? justFound.find(token.toLowerCase(), () => lookUp(token))
    : lookUp(token));
  if (song) {
    countRequest(createServiceClient, token).catch((err: unknown) => {
      log().warn({ err }, "requests for a shared song were not counted");
    });
    return song;
  }
  const seconds = await countMiss(createServiceClient(), address ?? "");
  throw seconds > 0 ? tooMany(seconds) : noSong();
}
