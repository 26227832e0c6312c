import { songsBucket } from "~/lib/env.server";
import { AppError, refusal } from "~/lib/errors/app-error";
import type { ByteRange } from "./byte-range";
import { encodeStoragePath } from "./storage-path";

/** Where Supabase is, and the secret key that may read the private bucket. */
export interface StorageAccess {
  url: string;
  secretKey: string;
}

/** What Storage tells about an object. */
export interface ObjectFacts {
  bytes: number;
  type: string | null;
}

/** In milliseconds: Storage begins to answer within a few hundred; who waits longer for a song has gone. */
const ANSWER_WITHIN = 8_000;

/**
 * Starts reading an object, or with HEAD asks about it.
 *
 * @param range is asked for; Storage may still answer with the whole object and status 200
 * @param signal aborts the waiting for the answer's head; the body is stopped by cancelling it
 * @returns an answer with status 200 or 206, or 416 when the object is shorter than the range's start
 * @throws AppError 404 when there is no such object, 503 when Storage does not answer, 500 for a path that is refused;
 *   the signal's own reason when that aborted it
 */
export async function openObject(
  storage: StorageAccess,
  storagePath: string,
  {
    method = "GET",
    range,
    signal,
  }: { method?: "GET" | "HEAD"; range?: ByteRange; signal?: AbortSignal } = {},
): Promise<Response> {
  const path = encodeStoragePath(storagePath);
  const headers = new Headers({
    apikey: storage.secretKey,
    authorization: `Bearer ${storage.secretKey}`,
    // A compressed answer would have another length and other ranges.
    "accept-encoding": "identity",
  });
  if (range) headers.set("range", `bytes=${range.start}-${range.end}`);

  const stop = new AbortController();
  const onGone = () => stop.abort(signal?.reason);
  signal?.addEventListener("abort", onGone, { once: true });
  const timer = setTimeout(
    () => stop.abort(new Error(`no answer within ${ANSWER_WITHIN} ms`)),
    ANSWER_WITHIN,
  );
  try {
    signal?.throwIfAborted();
    const address = `${storage.url}/storage/v1/object/authenticated/${songsBucket()}/${path}`;
    const response = await fetch(address, {
      method,
      headers,
      // Following a redirect would carry the key to whatever host it names.
      redirect: "error",
      signal: stop.signal,
    });
    if (response.ok || response.status === 416) return response;
    await response.body?.cancel();
    throw refusalOf(response.status);
  } catch (cause) {
    if (cause instanceof AppError || signal?.aborted) throw cause;
    throw unavailable(cause);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onGone);
  }
}

/**
 * Asks Storage how large an object is and of what type.
 *
 * @throws as `openObject`
 */
export async function findObjectFacts(
  storage: StorageAccess,
  storagePath: string,
  signal?: AbortSignal,
): Promise<ObjectFacts> {
  const response = await openObject(storage, storagePath, { method: "HEAD", ...(signal && { signal }) });
  const bytes = Number(response.headers.get("content-length") ?? Number.NaN);
  if (!Number.isSafeInteger(bytes)) throw unavailable(new Error("Storage did not tell the object's size"));
  if (bytes === 0) throw refusal("audio_empty");
  return { bytes, type: response.headers.get("content-type") };
}

/** Hosted Storage says 400 where it means that there is no such object. */
function refusalOf(status: number): AppError {
  if (status !== 400 && status !== 404)
    return unavailable(new Error(`Storage answered with status ${status}`));
  return refusal("audio_missing");
}

/** Storage cannot deliver now, though it may in a moment. */
export function unavailable(cause: unknown): AppError {
  return refusal("storage_unavailable", {}, { retryAfterSeconds: 10, cause });
}
