import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { StorageAccess } from "./open-object.server";
import { type Delivery, type StoredAudio, streamAudio } from "./stream-audio.server";

// Storage belongs to somebody else, and what matters here is how it misbehaves: hangs, lies about ranges, breaks off.
// No healthy server does that when asked to, so in these tests one of ours does, over real sockets.

/** The secret key of the Storage in tests. */
export const SECRET = "sb_secret_only-for-tests";
/** The song in it: byte n is n modulo 251, so that every part tells where it is from. */
export const SONG = Buffer.from(Array.from({ length: 10_000 }, (_, index) => index % 251));
export const SONG_PATH = "orders/4f0c/variant-1.wav";

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** What a request asked for. */
export interface Asked {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage["headers"];
}

/** Answers as hosted Storage does. */
export const sound: Handler = (request, response) => {
  const type = { "content-type": "audio/wav" };
  if (request.headers.authorization !== `Bearer ${SECRET}` || request.headers.apikey !== SECRET) {
    return response.writeHead(401).end();
  }
  if (request.url !== `/storage/v1/object/authenticated/songs/${SONG_PATH}`) {
    return response.writeHead(400).end('{"statusCode":"404","error":"not_found"}');
  }
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
  if (first === undefined) return whole(request, response);
  if (Number(first) >= SONG.length) return response.writeHead(416).end();
  const end = Math.min(Number(last), SONG.length - 1);
  const range = { "content-range": `bytes ${first}-${end}/${SONG.length}` };
  response.writeHead(206, { ...type, ...range, "content-length": end - Number(first) + 1 });
  response.end(SONG.subarray(Number(first), end + 1));
};

/** Answers every request with the whole song, as a Storage does that knows no ranges. */
export const whole: Handler = (request, response) => {
  response.writeHead(200, { "content-type": "audio/wav", "content-length": SONG.length });
  response.end(request.method === "HEAD" ? undefined : SONG);
};

/** Starts a Storage on a free port of this machine whose behaviour a test can change. */
export async function startStorage() {
  const storage = { url: "", secretKey: SECRET, behave: sound, asked: [] as Asked[], stop };
  const server = createServer((request, response) => {
    storage.asked.push({ method: request.method, url: request.url, headers: request.headers });
    storage.behave(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  storage.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function stop(): Promise<void> {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
  return storage;
}

const AUDIO: StoredAudio = {
  storagePath: SONG_PATH,
  bytes: SONG.length,
  type: "audio/wav",
  completedAt: "2026-06-01T09:00:00+00:00",
  name: "A birthday song for Zoë (5)",
};

/** Asks for the song in a Storage: with headers, what its row says otherwise, and what else a request has. */
export const playerOf =
  (storage: StorageAccess) =>
  (
    headers: Record<string, string> = {},
    audio: Partial<StoredAudio> = {},
    init: RequestInit = {},
    delivery: Delivery = {},
  ) =>
    streamAudio(
      new Request("http://desk.test/share/x/audio", { headers, ...init }),
      { ...AUDIO, ...audio },
      storage,
      delivery,
    );

/** The log wants a whole environment before it is silent. */
export const LOG_ENVIRONMENT = {
  NODE_ENV: "test",
  LOG_LEVEL: "silent",
  SUPABASE_URL: "http://127.0.0.1:9",
  SUPABASE_PUBLISHABLE_KEY: "sb_publishable_only-for-tests",
  SUPABASE_SECRET_KEY: SECRET,
  INNGEST_DEV: "http://127.0.0.1:9",
  GENERATION_API_URL: "http://127.0.0.1:9",
  GENERATION_API_KEY: "sk-only-for-tests",
};
