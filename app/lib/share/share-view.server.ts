import { createHash } from "node:crypto";
import { cutText } from "~/lib/cut-text";
import type { SharedSong } from "./find-shared-song.server";
import { type SongTitle, songTitle, type Tone, titleText, toneOf } from "./song-title";
import { waveformPath } from "./waveform";

/** Everything that leaves the server about a shared song. */
export interface ShareView {
  title: SongTitle;
  titleText: string;
  tone: Tone;
  /** A song whose file has nothing in it is broken. */
  state: SharedSong["generation_status"] | "broken";
  /** A line of what the giver has to say; null when there is none. */
  message: string | null;
  /** Whole seconds; null when nobody knows. */
  seconds: number | null;
  /** The waveform's path; even bars while nobody has read the song. */
  waveform: string;
  /** From which the ornament is drawn: tells nothing about the variant. */
  seed: number;
  /** Under which the listener's browser keeps the position: the link cannot be found from it. */
  positionKey: string;
  mayDownload: boolean;
  mayEmbed: boolean;
}

/** Characters. The line is a greeting and no letter. */
const LONGEST_LINE = 200;

/** The first line of a message that says something, cut between two words when it is long. */
export function messageLine(message: string | null): string | null {
  const line = (message ?? "")
    .split(/\r?\n/)
    .map((each) => each.replace(/\s+/g, " ").trim())
    .find((each) => each !== "");
  if (line === undefined) return null;
  if (line.length <= LONGEST_LINE) return line;
  const cut = cutText(line, LONGEST_LINE);
  return `${cutText(cut, Math.max(cut.lastIndexOf(" "), LONGEST_LINE / 2)).replace(/[\s.,;:!?–-]+$/, "")}…`;
}

/** From which a song's picture is drawn: always the same, and nobody finds the variant from it. */
export function seedOf(song: SharedSong): number {
  return createHash("sha256").update(song.variant_id).digest().readUInt32BE(0);
}

/** Whether a finished song has no sound: its file is empty. */
export function isBroken({ generation_status: status, audio_bytes: bytes }: SharedSong): boolean {
  return status === "complete" && bytes === 0;
}

/**
 * What the share page may show of a song: nobody's address, no id, no path, no other variant.
 *
 * @param token of the link
 * @param message what the customer wrote, where the shop shows it
 */
export function shareView(song: SharedSong, token: string, message: string | null): ShareView {
  const title = songTitle(song.occasion, song.recipient_name);
  return {
    title,
    titleText: titleText(title),
    tone: toneOf(song.occasion),
    state: isBroken(song) ? "broken" : song.generation_status,
    message: messageLine(message),
    seconds: song.duration_ms === null ? null : Math.round(song.duration_ms / 1000),
    waveform: waveformPath(song.peaks),
    seed: seedOf(song),
    positionKey: createHash("sha256")
      .update(`position:${token.toLowerCase()}`)
      .digest("base64url")
      .slice(0, 16),
    mayDownload: song.allow_download,
    mayEmbed: song.allow_embed,
  };
}
