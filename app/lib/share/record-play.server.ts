import { networkOf } from "~/lib/client-network";
import { fingerprintOf } from "~/lib/log.server";
import { dataOf } from "~/lib/supabase/check.server";
import type { ServiceClient } from "~/lib/supabase/clients.server";
import { isByARecipient } from "./by-a-recipient.server";

/** Bytes. A player that only wants to know whether ranges are answered asks for two. */
const SHORTEST_PLAY = 1024;

/** Whether a request for a song's audio asks for its beginning, and for more than a probe. */
function asksForTheBeginning(range: string | null): boolean {
  if (range === null) return true;
  const last = /^\s*bytes=\s*0-(\d*)\s*$/i.exec(range)?.[1];
  return last !== undefined && (last === "" || Number(last) >= SHORTEST_PLAY);
}

/**
 * Whether a request is a recipient who begins to listen: neither a probe nor a later part. The page loads nothing of a
 * song before somebody presses play.
 */
export function isPlay(request: Request): boolean {
  return asksForTheBeginning(request.headers.get("range")) && isByARecipient(request);
}

/**
 * Counts a play: a listener once a day, told apart by a hash of network, song and day, which is deleted when the day is
 * over. The key of the hash is on no disk of the database. A listener is an address (IPv6: its /64), so that a family
 * behind one router counts once; the program is left out, since whoever asks can name sixty.
 *
 * @param address where the request came from
 */
export async function recordPlay(db: ServiceClient, variantId: string, address: string): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  const listener = fingerprintOf(JSON.stringify(["listener", day, variantId, networkOf(address)]));
  dataOf(
    await db.rpc("record_play", { p_variant_id: variantId, p_listener: listener }),
    "record that a song was played",
  );
}
