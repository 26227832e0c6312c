import type { Database } from "~/lib/supabase/database.types";
import type { ShareLink, SongPlays } from "./share-link-schemas";

/** What of a variant tells about its link and plays, as supabase-js selects it. */
export const SHARE_COLUMNS =
  "share_revoked_at, share_expires_at, share_version, allow_download, allow_embed, song_plays(plays, first_played_at, last_played_at)";

type Variant = Database["public"]["Tables"]["song_variants"]["Row"];
type ShareColumns = Pick<
  Variant,
  "share_revoked_at" | "share_expires_at" | "share_version" | "allow_download" | "allow_embed"
> & { song_plays: SongPlays | null };

/** A variant with its link and plays as the desk reads them; the same states as share_link_state() in SQL. */
export function withShareLink<V extends ShareColumns>(variant: V, now = new Date()) {
  const {
    share_revoked_at,
    share_expires_at,
    share_version,
    allow_download,
    allow_embed,
    song_plays,
    ...rest
  } = variant;
  const expired = share_expires_at !== null && new Date(share_expires_at) <= now;
  const share_link: ShareLink = {
    state: share_revoked_at ? "revoked" : expired ? "expired" : "live",
    version: share_version,
    revoked_at: share_revoked_at,
    expires_at: share_expires_at,
    allow_download,
    allow_embed,
  };
  return { ...rest, share_link, plays: song_plays };
}
