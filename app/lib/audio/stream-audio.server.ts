import { createHash } from "node:crypto";
import { log } from "~/lib/log.server";
import { answerRange, type ByteRange, isUnchanged } from "./byte-range";
import { BytesInMemory } from "./bytes-in-memory";
import { cutBytes } from "./cut-bytes";
import { findObjectFacts, openObject, type StorageAccess, unavailable } from "./open-object.server";
import type { RecentSongs } from "./recent-songs.server";

/** A finished song, as its row describes it. */
export interface StoredAudio {
  storagePath: string;
  /** Null on rows from before sizes were kept: Storage is asked. */
  bytes: number | null;
  /** A media type such as "audio/wav"; null as above. */
  type: string | null;
  /** When it was finished, ISO 8601: another song at the same path is another version. */
  completedAt: string | null;
  /** What a saved copy is called, without the extension. */
  name: string;
}

/** How a song is answered. */
export interface Delivery {
  /** Whether a browser plays the song or saves it. */
  disposition?: "inline" | "attachment";
  /** Where songs that many ask for are kept; without it each request reads Storage. */
  recent?: RecentSongs;
}

/**
 * A browser may keep what it has played, so that it can seek without fetching twice, but has to ask before each use:
 * a link that was revoked is refused at once. No shared cache keeps anything, and no proxy compresses or converts it.
 */
const CACHE_CONTROL = "private, no-cache, no-transform";

function etagOf({ storagePath, completedAt }: StoredAudio, bytes: number): string {
  const version = createHash("sha256").update(JSON.stringify([storagePath, bytes, completedAt]));
  return `"${version.digest("base64url").slice(0, 27)}"`;
}

/** The type is told by a column or by whoever uploaded; anything but audio is not shown by a browser. */
function audioTypeOf(type: string | null): string {
  return type !== null && /^audio\/[a-z0-9.+-]+$/i.test(type) ? type : "application/octet-stream";
}

/** What a saved copy is called, with the extension that its file in Storage has. */
export function audioFileName({ name, storagePath }: StoredAudio): string {
  return `${name}${/\.[a-z0-9]{1,5}$/i.exec(storagePath)?.[0] ?? ""}`;
}

/** RFC 6266: a plain name for old programs, the real one for all others. */
function contentDisposition(audio: StoredAudio, disposition: Delivery["disposition"] = "inline"): string {
  const name = audioFileName(audio);
  const plain = name.replace(/[^\w .,-]/g, "_");
  const real = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${disposition}; filename="${plain}"; filename*=UTF-8''${real}`;
}

/** Whether Storage sent just this part of a file of this size. */
function isPart(response: Response, { start, end }: ByteRange, size: number): boolean {
  return response.headers.get("content-range") === `bytes ${start}-${end}/${size}`;
}

/** Whether Storage sent a whole file of this size, as far as it tells. */
function isWhole(response: Response, size: number): boolean {
  const length = response.headers.get("content-length");
  return length === null || Number(length) === size;
}

/**
 * Answers GET and HEAD for a song: streams it from Storage, whole or the range that was asked for. Cancelling the
 * answer's body, or aborting the request, stops Storage as well.
 *
 * @param request its method is GET or HEAD; Range, If-Range and If-None-Match are obeyed
 * @returns 200, 206, 304 or 416
 * @throws AppError 404 when the file is missing, 503 when Storage does not answer, 500 for a path that is refused
 */
export async function streamAudio(
  request: Request,
  audio: StoredAudio,
  storage: StorageAccess,
  delivery: Delivery = {},
): Promise<Response> {
  const { signal } = request;
  // A range and an entity tag need the size first.
  const facts =
    audio.bytes === null
      ? await findObjectFacts(storage, audio.storagePath, signal)
      : { ...audio, bytes: audio.bytes };
  const size = facts.bytes;
  const etag = etagOf(audio, size);
  const headers = new Headers({
    "accept-ranges": "bytes",
    "cache-control": CACHE_CONTROL,
    "content-disposition": contentDisposition(audio, delivery.disposition),
    "content-type": audioTypeOf(audio.type ?? facts.type),
    etag,
  });
  const header = (name: string) => request.headers.get(name);
  if (isUnchanged(header("if-none-match"), etag)) return new Response(null, { status: 304, headers });

  const { method } = request;
  const answer = answerRange({ method, range: header("range"), ifRange: header("if-range") }, size, etag);
  if (answer.kind === "unsatisfiable") {
    headers.set("content-range", `bytes */${size}`);
    headers.set("content-type", "text/plain; charset=utf-8");
    headers.delete("content-disposition");
    return new Response(`The audio has ${size} bytes.\n`, { status: 416, headers });
  }
  const { start, end } = answer.kind === "partial" ? answer : { start: 0, end: size - 1 };
  headers.set("content-length", String(end - start + 1));
  if (answer.kind === "partial") headers.set("content-range", `bytes ${start}-${end}/${size}`);
  if (method === "HEAD") return new Response(null, { headers });

  const status = answer.kind === "partial" ? 206 : 200;
  // What a row does not describe has no version to be kept by.
  const recent = audio.bytes === null ? undefined : delivery.recent;
  const kept = recent?.find(etag);
  if (kept) return new Response(new BytesInMemory(kept.subarray(start, end + 1)), { status, headers });

  const range = answer.kind === "partial" ? { range: { start, end } } : {};
  const upstream = await openObject(storage, audio.storagePath, { ...range, signal });
  const partial = upstream.status === 206 && isPart(upstream, { start, end }, size);
  if (!upstream.body || (!partial && !(upstream.status === 200 && isWhole(upstream, size)))) {
    await upstream.body?.cancel();
    const told = { storage_path: audio.storagePath, expected_bytes: size, status: upstream.status };
    log().warn(told, "a song in storage is not as its row says");
    // The file is what can be played: go by its own size, once.
    if (audio.bytes !== null) return streamAudio(request, { ...audio, bytes: null }, storage, delivery);
    throw unavailable(new Error("Storage contradicts itself about the object's size"));
  }
  const body = cutBytes(upstream.body, partial ? 0 : start, end - start + 1, signal);
  const isAll = start === 0 && end === size - 1;
  return new Response(recent && isAll ? recent.keep(etag, size, body) : body, { status, headers });
}
