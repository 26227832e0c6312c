import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Refusal } from "./refusal.ts";
import { readSongOrder } from "./song-order.ts";
import type { Songs } from "./songs.ts";

/** Far more than the longest brief needs. */
const BODY_LIMIT_BYTES = 1024 * 1024;

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

const json = (status: number, value: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(value),
});

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > BODY_LIMIT_BYTES)
      throw new Refusal(413, "too_large", `The body is larger than ${BODY_LIMIT_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function requireKey({ headers }: IncomingMessage, apiKey: string): void {
  const [given, expected] = [headers.authorization ?? "", `Bearer ${apiKey}`].map((text) =>
    Buffer.from(text),
  );
  if (given && expected && given.length === expected.length && timingSafeEqual(given, expected)) return;
  throw new Refusal(
    401,
    "unauthorized",
    "The header Authorization has to be Bearer and the key of this API.",
  );
}

/** POST /songs */
async function order(songs: Songs, request: IncomingMessage): Promise<Answer> {
  const key = request.headers["idempotency-key"];
  const ordered = readSongOrder(await readBody(request), Array.isArray(key) ? key[0] : key);
  const headers = { "x-request-id": ordered.requestId };
  try {
    await songs.order(ordered);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.status, error.code, error.message, { ...error.headers, ...headers });
  }
  return json(202, { id: ordered.id }, headers);
}

/** GET /songs/:id */
async function state(songs: Songs, id: string, host: string, response: ServerResponse): Promise<Answer> {
  const over = new AbortController();
  response.once("close", () => over.abort());
  const found = await songs.stateOf(id, over.signal);
  const audio = found.status === "succeeded" && { audio_url: `http://${host}/songs/${id}/audio` };
  return json(200, { ...found, ...audio });
}

/** GET /songs/:id/audio */
function audio(songs: Songs, id: string): Answer {
  const { audio: body, contentType } = songs.deliveryOf(id);
  return { status: 200, headers: { "content-type": contentType }, body };
}

async function answer(
  { songs, apiKey }: SongApiParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Answer> {
  const { method, url = "/", headers } = request;
  requireKey(request, apiKey);
  const [pathname = "/"] = url.split("?", 1);
  if (method === "POST" && pathname === "/songs") return order(songs, request);
  const [, id, rest] = /^\/songs\/(\w+)(\/audio)?$/.exec(pathname) ?? [];
  if (method !== "GET" || !id) throw new Refusal(404, "not_found", `There is no ${method} ${pathname} here.`);
  if (rest) return audio(songs, id);
  return state(songs, id, headers.host ?? "", response);
}

/** What the HTTP side stands in front of. */
export interface SongApiParts {
  songs: Songs;
  apiKey: string;
}

function answerOf(error: unknown): Answer {
  const refusal = error instanceof Refusal ? error : new Refusal(500, "internal", String(error));
  const { status, code, message, headers } = refusal;
  return json(status, { error: { code, message } }, headers);
}

/** The song API's HTTP side; docs/song-api.md describes it. */
export function createHttpServer(parts: SongApiParts): Server {
  return createServer((request, response) => {
    answer(parts, request, response)
      .catch(answerOf)
      .then(({ status, headers, body }) => {
        // What was not read of a refused body must not be taken for the next request.
        if (!request.complete) response.setHeader("connection", "close");
        response
          .writeHead(status, { ...headers, "content-length": String(Buffer.byteLength(body)) })
          .end(body);
      });
  });
}
