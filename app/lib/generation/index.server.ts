import { createHttpProvider } from "./http-provider.server";
import { createLocalProvider } from "./local-provider.server";
import type { SongProvider } from "./provider.server";

export type { GeneratedSong, SongProvider, SongRequest } from "./provider.server";
export { SongProviderError, type SongProviderErrorCode } from "./provider-errors.server";
export { type AudioFacts, readAudio } from "./read-audio.server";

/** The part of the environment that decides who makes the songs. */
export interface GenerationConfig {
  GENERATION_PROVIDER: "local" | "http";
  /** Base address of the song API; needed by http. */
  GENERATION_API_URL?: string;
  GENERATION_API_KEY?: string;
  /** Whether http may fetch songs from the own network. */
  GENERATION_ALLOW_PRIVATE_AUDIO?: boolean;
}

/**
 * The provider that the environment asks for.
 * @throws Error when http is asked for without an address
 */
export function createSongProvider(config: GenerationConfig): SongProvider {
  if (config.GENERATION_PROVIDER === "local") return createLocalProvider();
  if (!config.GENERATION_API_URL) {
    throw new Error("GENERATION_PROVIDER=http needs GENERATION_API_URL, e.g. https://songs.example.com/api");
  }
  return createHttpProvider({
    baseUrl: config.GENERATION_API_URL,
    apiKey: config.GENERATION_API_KEY,
    allowPrivateAudio: config.GENERATION_ALLOW_PRIVATE_AUDIO,
  });
}
