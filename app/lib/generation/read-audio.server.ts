import { parseBuffer } from "music-metadata";
import { type AudioType, audioTypeOf } from "./audio-type.server";
import { mendAudio } from "./mend-audio.server";
import { mp3Seconds } from "./mp3-duration.server";
import { SongProviderError } from "./provider-errors.server";

/** What the audio says about itself. */
export interface AudioFacts extends AudioType {
  /** Whole milliseconds, at least 1. */
  durationMs: number;
  /** The bytes to keep: as given, or as every browser can play them. */
  audio: Uint8Array;
}

const RIFF_HEADER_BYTES = 8;

function beginning(audio: Uint8Array): string {
  const text = Buffer.from(audio.subarray(0, 40)).toString("latin1");
  return `"${text.replace(/[^\x20-\x7e]/g, "?").replaceAll('"', "'")}"`;
}

/**
 * Checks that bytes are playable audio and reads their duration from the audio itself.
 * @param given a whole WAV or MP3 file
 * @throws SongProviderError bad_audio: empty, another format, cut short, without a sound
 */
export async function readAudio(given: Uint8Array): Promise<AudioFacts> {
  const bad = (why: string) => new SongProviderError("bad_audio", `The song is not playable audio: ${why}`);
  if (given.length === 0) throw bad("the file is empty");
  const audio = mendAudio(given);
  const type = audioTypeOf(audio);
  if (!type) throw bad(`its ${audio.length} bytes begin with ${beginning(audio)}`);
  if (type.contentType === "audio/wav") {
    const announced = Buffer.from(audio.buffer, audio.byteOffset, audio.length).readUInt32LE(4);
    const missing = announced + RIFF_HEADER_BYTES - audio.length;
    if (missing > 0) throw bad(`the file is cut short, ${missing} bytes of it are missing`);
  }
  const seconds = await durationOf(audio, type.contentType).catch((cause: unknown) => {
    throw bad(`its header is damaged ("${cause instanceof Error ? cause.message : String(cause)}")`);
  });
  const durationMs = Math.round((seconds ?? 0) * 1000);
  if (!Number.isFinite(durationMs) || durationMs < 1) throw bad("it has no sound in it, its duration is 0 s");
  return { ...type, durationMs, audio };
}

async function durationOf(audio: Uint8Array, mimeType: string): Promise<number | undefined> {
  // music-metadata takes three equal bitrates at the beginning for a constant one, and would be wrong by minutes.
  const counted = mimeType === "audio/mpeg" ? mp3Seconds(audio) : 0;
  if (counted > 0) return counted;
  // duration: true counts the frames of an MP3 whose header does not tell; covers are of no interest.
  const { format } = await parseBuffer(audio, { mimeType }, { duration: true, skipCovers: true });
  return format.duration;
}
