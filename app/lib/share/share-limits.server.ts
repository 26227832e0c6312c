import { networkOf } from "~/lib/client-network";
import { fingerprintOf } from "~/lib/log.server";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";

/** Wrong links of one address before it has to wait: more than anybody mistypes, nothing for a program that guesses. */
const MISSES = { most: 60, windowSeconds: 600 };
/**
 * Requests for one link: a song that a large family opens at once, and no flood. The database is told of ten together,
 * and of a flood once a second, so that it is no flood for the database; the count is short by what each server
 * has not told yet.
 */
const REQUESTS = { most: 6_000, windowSeconds: 60, toldAtOnce: 10, pause: 1_000 };

/** A token's letters may be written large or small: it is one link however they are, and is counted as one. */
const linkOf = (token: string) => token.toLowerCase();

/** Links that this server keeps in mind; above it the one that was first asked for is forgotten. */
const REMEMBERED = 10_000;

interface Asked {
  untold: number;
  /** Milliseconds since 1970. */
  toldAt: number;
  /** Milliseconds since 1970; before it the link is refused. */
  refusedUntil: number;
}
const links = new Map<string, Asked>();

function askedFor(link: string): Asked {
  const known = links.get(link);
  if (known) return known;
  const asked = { untold: 0, toldAt: 0, refusedUntil: 0 };
  links.set(link, asked);
  const [oldest] = links.size > REMEMBERED ? links.keys() : [];
  if (oldest !== undefined) links.delete(oldest);
  return asked;
}

async function count(
  db: ServiceClient,
  key: string,
  requests: number,
  limit: typeof MISSES,
): Promise<number> {
  return dataOf(
    await db.rpc("count_share_requests", {
      p_key: key,
      p_requests: requests,
      p_limit: limit.most,
      p_window_seconds: limit.windowSeconds,
    }),
    "count requests for shared songs",
  );
}

/**
 * Counts a wrong link of an address. Addresses share 65,536 counters, so that the table cannot be filled; two that
 * share one are refused a wrong link together, never a right one.
 *
 * @returns seconds until the address may try again; 0 when it may now
 */
export function countMiss(db: ServiceClient, address: string): Promise<number> {
  return count(db, `address:${fingerprintOf(networkOf(address)).slice(0, 4)}`, 1, MISSES);
}

/** Seconds until this link is answered again; 0 when it is answered now. */
export function refusedFor(token: string, now = Date.now()): number {
  const until = links.get(linkOf(token))?.refusedUntil ?? 0;
  return Math.max(0, Math.ceil((until - now) / 1000));
}

/**
 * Counts a request for a link that there is. Whoever asks does not wait for it: what it finds counts for the next one.
 *
 * @param createDb is called only when the database is told
 * @returns resolves when it has been counted
 */
export async function countRequest(
  createDb: () => ServiceClient,
  token: string,
  now = Date.now(),
): Promise<void> {
  const link = linkOf(token);
  const asked = askedFor(link);
  asked.untold += 1;
  if (asked.untold < REQUESTS.toldAtOnce || now - asked.toldAt < REQUESTS.pause) return;
  const requests = asked.untold;
  Object.assign(asked, { untold: 0, toldAt: now });
  const seconds = await count(createDb(), `link:${fingerprintOf(link)}`, requests, REQUESTS);
  if (seconds > 0) asked.refusedUntil = Date.now() + seconds * 1000;
}
