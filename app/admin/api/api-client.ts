import { z } from "zod";
import { inWords } from "~/admin/i18n/in-words";
import type { ErrorBody } from "~/lib/errors/app-error";
import { parseExact, stringifyExact } from "~/lib/exact-json";

/** Longer than any budget of the server: whoever waits longer is better told than left waiting. */
const TIMEOUT_MS = 30_000;

/** Refusals that come from this side: there is no sentence of the server to show. */
export const CLIENT_ERROR_CODES = ["unreachable", "timed_out", "not_understood"] as const;
export type ClientErrorCode = (typeof CLIENT_ERROR_CODES)[number];

const sentenceSchema = z.object({
  code: z.string(),
  facts: z.record(z.string(), z.unknown()).optional(),
  message: z.string().min(1),
});
const errorBodySchema: z.ZodType<ErrorBody> = z.object({
  error: sentenceSchema.extend({
    fields: z.record(z.string(), sentenceSchema).optional(),
    request_id: z.string().optional(),
  }),
});

interface ApiErrorOptions extends ErrorOptions {
  facts?: Record<string, unknown> | undefined;
}

/** Why a request did not do what it was to do. `status` is 0 when there was no answer. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** What the server says besides, such as the present state of what could not be changed. */
  readonly facts: Record<string, unknown>;

  constructor(
    readonly code: string,
    readonly status: number,
    /** What the server says, in the reader's language; for a code of CLIENT_ERROR_CODES a technical one that is not for show. */
    message: string,
    /** What is wrong with each field, likewise. */
    readonly fields: Record<string, string> = {},
    options: ApiErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.facts = options.facts ?? {};
  }
}

export interface ApiRequest {
  method?: "GET" | "POST";
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** What is asked for under the same key is done once, however often it is asked for. */
  idempotencyKey?: string | undefined;
  /** Milliseconds after which the request is given up. */
  timeoutMs?: number;
}

function refusal(status: number, text: string): ApiError {
  try {
    const { error } = errorBodySchema.parse(JSON.parse(text));
    const fields = Object.entries(error.fields ?? {}).map(([name, sentence]) => [name, inWords(sentence)]);
    return new ApiError(error.code, status, inWords(error), Object.fromEntries(fields), {
      facts: error.facts,
    });
  } catch (cause) {
    return new ApiError("not_understood", status, `HTTP ${status} without an error body`, {}, { cause });
  }
}

/**
 * Asks one of the /resources for JSON.
 *
 * @param path with its query, from the root of the site
 * @throws ApiError with the server's code, status and sentence; or with "unreachable" when there was no answer,
 *   "timed_out" after 30 s, "not_understood" when the answer is not what a resource says. An abort is passed on.
 */
export async function requestJson<T>(path: string, request: ApiRequest = {}): Promise<T> {
  const { method = "GET", body, signal, idempotencyKey, timeoutMs = TIMEOUT_MS } = request;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(path, {
      method,
      credentials: "same-origin",
      headers: {
        accept: "application/json",
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
      },
      body: body === undefined ? null : stringifyExact(body),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const text = await response.text();
    if (!response.ok) throw refusal(response.status, text);
    return parseJson<T>(text, response.status);
  } catch (cause) {
    if (cause instanceof ApiError || signal?.aborted) throw cause;
    if (timeout.aborted) throw new ApiError("timed_out", 0, `No answer in ${timeoutMs} ms`, {}, { cause });
    throw new ApiError("unreachable", 0, "No connection", {}, { cause });
  }
}

function parseJson<T>(text: string, status: number): T {
  try {
    return parseExact(text) as T;
  } catch (cause) {
    throw new ApiError("not_understood", status, "The answer is no JSON", {}, { cause });
  }
}
