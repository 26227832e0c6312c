import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createHttpProvider, type HttpProviderSettings } from "./http-provider.server";
import type { GeneratedSong, SongRequest } from "./provider.server";
import { sampleWav } from "./sample-wav.server";

// A song API that answers as a test says, however badly, over real sockets: timeouts, cut connections and redirects are
// then what they are in the world. One that makes songs is in local/song-api.

/** The API key that the provider under test has. */
export const KEY = "sk-very-secret-0123456789";
/** The song that the API delivers. */
export const WAV = Buffer.from(sampleWav(new Float32Array(2205).fill(0.1), 22_050));

/** A song to be made. */
export const ORDER: SongRequest = {
  orderId: "order-1",
  variantNumber: 2,
  recipientName: "Nora",
  occasion: "birthday",
  genre: "pop",
  mood: "happy",
  language: "en",
  message: "All the best",
  options: null,
  requestId: "generation:1",
  tryNumber: 0,
};

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers with JSON. */
export const json =
  (status: number, value: unknown, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));

/** Answers with any body. */
export const text =
  (status: number, body: string | Buffer, type: string): Handler =>
  (_, response) =>
    response.writeHead(status, { "content-type": type }).end(body);

/** Each call answers with the next handler, and then always with the last. */
export const inTurn = (...handlers: Handler[]): Handler => {
  let call = 0;
  return (request, response) => handlers[Math.min(call++, handlers.length - 1)]?.(request, response);
};

/** Starts a server on a free port of this machine. @returns its address and how to stop it */
export async function serve(handler: Handler) {
  const server: Server = createServer(handler).listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

/** A song API whose answers a test can change, route by route; at first it makes every song without a hitch. */
export async function scriptSongApi() {
  const seen: { method?: string; url?: string; headers: IncomingMessage["headers"]; body: string }[] = [];
  const routes: Record<string, Handler> = {};
  const { address, stop } = await serve(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    seen.push({ method: request.method, url: request.url, headers: request.headers, body });
    (routes[`${request.method} ${request.url}`] ?? text(404, "no such route", "text/plain"))(
      request,
      response,
    );
  });
  routes["POST /v1/songs"] = json(202, { id: "song/1" });
  routes["GET /v1/songs/song%2F1"] = inTurn(
    json(200, { status: "queued" }),
    json(200, { status: "running" }),
    json(200, { status: "succeeded", audio_url: `${address}/files/1` }),
  );
  routes["GET /files/1"] = text(200, WAV, "audio/x-wav");

  /** Has a song made by the provider under test. */
  const generate = (
    settings: Partial<HttpProviderSettings> = {},
    change: Partial<SongRequest> = {},
    signal?: AbortSignal,
  ): Promise<GeneratedSong> =>
    createHttpProvider({
      baseUrl: `${address}/v1/`,
      apiKey: KEY,
      pollIntervalMs: 5,
      allowPrivateAudio: true, // this server is on this machine
      ...settings,
    }).generate({ ...ORDER, ...change }, signal);
  /** The error of a song that must not come about. */
  const failure = (settings: Partial<HttpProviderSettings> = {}): Promise<Error> =>
    generate(settings).then(
      () => Promise.reject(new Error("a song was made")),
      (error: Error) => error,
    );
  return { address, stop, seen, routes, generate, failure };
}
