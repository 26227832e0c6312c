import type { SupabaseClient } from "@supabase/supabase-js";
import { readAudio } from "../../app/lib/generation/read-audio.server.ts";
import { readPeaks } from "../../app/lib/generation/read-peaks.server.ts";
import { SONGS_BUCKET } from "../settings.ts";
import { renderSong } from "../song-api/render.ts";
import { StartupError } from "../startup-error.ts";
import { GENRES, MOODS } from "./people.ts";

/** A song in Storage that several demo variants play. */
export interface DemoSong {
  storagePath: string;
  durationMs: number;
  bytes: number;
  contentType: string;
  /** How loud it is from beginning to end, 0 to 255. */
  peaks: number[];
}

/**
 * Renders the songs that the demo orders share, and puts them into Storage.
 *
 * @throws StartupError when Storage refuses one
 */
export async function makeDemoSongs(supabase: SupabaseClient, count: number): Promise<DemoSong[]> {
  const songs: DemoSong[] = [];
  for (let index = 0; index < count; index++) {
    const audio = renderSong({
      seed: `demo song ${index}`,
      mood: MOODS[index % MOODS.length] ?? "happy",
      genre: GENRES[index % GENRES.length] ?? "pop",
    });
    const { durationMs, contentType, fileExtension } = await readAudio(audio);
    const storagePath = `demo/song-${index + 1}.${fileExtension}`;
    const { error } = await supabase.storage
      .from(SONGS_BUCKET)
      .upload(storagePath, audio, { contentType, upsert: true });
    if (error) throw new StartupError(`The demo songs could not be stored: ${error.message}.`);
    songs.push({
      storagePath,
      durationMs,
      bytes: audio.byteLength,
      contentType,
      peaks: await readPeaks(audio),
    });
  }
  return songs;
}
