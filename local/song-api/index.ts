import { createHttpServer } from "./http-server.ts";
import { createRenderer } from "./renderer.ts";
import { Songs } from "./songs.ts";

/** What startSongApi() needs. */
export interface SongApiOptions {
  /** What GENERATION_API_KEY has to be. */
  apiKey: string;
  /** 2 to 29 s for each song; absent: 19 to 28 s as the music wants. */
  durationSeconds?: number | undefined;
  /** How long a question about an unfinished song waits for its answer; 10 s, half of what the desk allows. */
  holdMs?: number;
  host?: string;
  /** 0, the default, takes any free port. */
  port?: number;
}

/** A running song API. */
export interface RunningSongApi {
  /** What GENERATION_API_URL has to be. */
  url: string;
  /** Stops all work and closes all connections. */
  stop(): Promise<void>;
}

/**
 * Starts a stand-in of the song API that docs/song-api.md describes: it renders songs, and fails when an order
 * says so.
 *
 * @throws when the port cannot be had (the system's error, with its code)
 */
export async function startSongApi(options: SongApiOptions): Promise<RunningSongApi> {
  const { apiKey, durationSeconds, holdMs = 10_000, host = "127.0.0.1", port = 0 } = options;
  const renderer = createRenderer();
  const stopping = new AbortController();
  const songs = new Songs({ renderer, durationSeconds, holdMs, stopping: stopping.signal });
  const server = createHttpServer({ songs, apiKey });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("the song API has no address");
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      stopping.abort();
      server.closeAllConnections();
      await renderer.stop();
      await closed;
    },
  };
}
