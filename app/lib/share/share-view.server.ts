import { createHash } from "node:crypto";
import type { SharedSong } from "./find-shared-song.server";
import { type SongTitle, songTitle, type Tone, titleText, toneOf } from "./song-title";

/** Everything that leaves the server about a shared song. */
export interface ShareView {
  title: SongTitle;
  titleText: string;
  tone: Tone;
  state: SharedSong["generation_status"];
  /** A media type; null when it is not known, then the browser finds out. */
  audioType: string | null;
  /** From which the ornament is drawn: tells nothing about the variant. */
  seed: number;
}

/** What the share page may show of a song: nobody's address, no id, no path, no other variant. */
export function shareView(song: SharedSong): ShareView {
  const title = songTitle(song.occasion, song.recipient_name);
  return {
    title,
    titleText: titleText(title),
    tone: toneOf(song.occasion),
    state: song.generation_status,
    audioType: song.audio_type,
    seed: createHash("sha256").update(song.variant_id).digest().readUInt32BE(0),
  };
}
