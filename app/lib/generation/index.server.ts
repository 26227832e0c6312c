import type { Env } from "~/lib/env.server";
import { createHttpProvider } from "./http-provider.server";
import type { SongProvider } from "./provider.server";

export type { GeneratedSong, SongProvider, SongRequest } from "./provider.server";
export { SongProviderError, type SongProviderErrorCode } from "./provider-errors.server";
export { type AudioFacts, readAudio } from "./read-audio.server";

/** The part of the environment that says who makes the songs. */
export type GenerationConfig = Pick<
  Env,
  "GENERATION_API_URL" | "GENERATION_API_KEY" | "GENERATION_ALLOW_PRIVATE_AUDIO"
>;

/** The provider that the environment names: a song API as docs/song-api.md describes it. */
export function createSongProvider(config: GenerationConfig): SongProvider {
  return createHttpProvider({
    baseUrl: config.GENERATION_API_URL,
    apiKey: config.GENERATION_API_KEY,
    allowPrivateAudio: config.GENERATION_ALLOW_PRIVATE_AUDIO,
  });
}
