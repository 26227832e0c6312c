import { SongProviderError, type SongProviderErrorCode } from "./provider-errors.server";

/** An answer, read to its end. */
export interface ApiAnswer {
  status: number;
  headers: Headers;
  body: Uint8Array;
}

/** What a request may cost. */
export interface RequestLimits {
  timeoutMs: number;
  maxBytes: number;
}

/** Raised inside the reading of a body that is larger than allowed. */
class TooLarge extends Error {}

async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const announced = Number(response.headers.get("content-length"));
  if (announced > maxBytes) throw new TooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  // The length announced may be absent or wrong, so what arrives is counted.
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.length;
    if (size > maxBytes) throw new TooLarge();
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
}

/**
 * Makes one HTTP request and reads the whole answer within a time and a size.
 * The errors say what was asked of whom, never a header: one of them is the API key.
 * @param what for messages, e.g. "submitting the song"
 * @param send makes the request; stops when its signal says so
 * @param signal the caller's; when it aborts, the promise rejects with its reason
 * @throws SongProviderError provider_timeout, provider_unavailable (no connection), bad_response (too large)
 */
export async function request(
  what: string,
  send: (signal: AbortSignal) => Promise<Response>,
  limits: RequestLimits,
  signal?: AbortSignal,
): Promise<ApiAnswer> {
  signal?.throwIfAborted();
  // Not AbortSignal.any(): on Node 20 its result can be collected before it fires.
  const abort = new AbortController();
  const onAbort = () => abort.abort();
  const timer = setTimeout(onAbort, limits.timeoutMs);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    const response = await send(abort.signal);
    try {
      const body = await readBody(response, limits.maxBytes);
      return { status: response.status, headers: response.headers, body };
    } catch (error) {
      abort.abort(); // the rest of the answer is not wanted
      if (error instanceof TooLarge) {
        throw new SongProviderError(
          "bad_response",
          `Answer to ${what} is larger than ${limits.maxBytes} bytes`,
        );
      }
      throw error;
    }
  } catch (error) {
    if (error instanceof SongProviderError) throw error;
    signal?.throwIfAborted();
    throw connectionError(what, error, abort.signal.aborted, limits.timeoutMs);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

function connectionError(what: string, error: unknown, timedOut: boolean, timeoutMs: number) {
  if (timedOut) {
    const seconds = timeoutMs / 1000;
    return new SongProviderError(
      "provider_timeout",
      `The song provider did not answer ${what} within ${seconds.toFixed(1)} s`,
    );
  }
  // Only the code, e.g. ECONNREFUSED: the text of fetch's own errors can quote a header. It has the code in its cause.
  const cause = error instanceof Error ? (error.cause ?? error) : undefined;
  const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "request failed";
  return new SongProviderError(
    "provider_unavailable",
    `The song provider could not be reached for ${what}: ${reason}`,
  );
}

/**
 * Reads a Retry-After header (RFC 9110, 10.2.3): whole seconds or an HTTP date.
 * @param now milliseconds since the epoch
 * @returns seconds from now, 0 to one day; undefined when absent or neither
 */
export function retryAfterSeconds(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  const value = header.trim();
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - now) / 1000);
  // A day at most, since a slip of the provider's must not park a song for a year.
  return Number.isNaN(seconds) ? undefined : Math.min(86_400, Math.max(0, seconds));
}

/** The kind of failure that a refusing HTTP status stands for, and whether asking again can help. */
export function failureOfStatus(status: number): { code: SongProviderErrorCode; retriable: boolean } {
  if (status === 429) return { code: "rate_limited", retriable: true };
  if (status === 408) return { code: "provider_timeout", retriable: true };
  if (status >= 500) return { code: "provider_unavailable", retriable: true };
  // A refused key is a matter of this installation's settings: no number of tries changes them.
  if (status === 401 || status === 403) return { code: "provider_unavailable", retriable: false };
  // What is not found may be a song not visible yet; every other refusal would be the same again.
  return { code: "bad_response", retriable: status === 404 };
}
