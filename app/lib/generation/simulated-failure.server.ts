import { createHash } from "node:crypto";
import { z } from "zod";
import type { GeneratedSong, SongRequest } from "./provider.server";
import { SongProviderError } from "./provider-errors.server";

const LONGEST_DELAY_MS = 30_000; // an order's data must not be able to occupy a worker for longer
const DEFAULT_RETRY_AFTER_SECONDS = 30;
const TIMEOUT_DELAY_MS = 300;

const simulationSchema = z.object({
  failure: z.enum(["timeout", "rate_limit", "moderation", "bad_audio", "storage_refused", "provider_500"]),
  /** How many tries fail; absent: all. */
  times: z.number().int().min(0).optional(),
  /** Which variants fail; absent: all. */
  variants: z.array(z.number().int()).optional(),
  retry_after_seconds: z.number().int().min(0).max(86_400).optional(),
  /** How long every try of these variants takes before it fails or succeeds. */
  delay_ms: z.number().int().min(0).max(LONGEST_DELAY_MS).optional(),
});
const optionsSchema = z.object({ simulate: simulationSchema });

type FailureKind = z.infer<typeof simulationSchema>["failure"];

/** How one try is to go. */
export interface SimulatedTry {
  /** null: it succeeds. */
  failure: FailureKind | null;
  delayMs: number;
  retryAfterSeconds: number;
}

/**
 * Reads from an order whether this try is to fail. The options are a customer's data: whatever is not an
 * understandable wish to fail means an ordinary song.
 */
export function simulatedTryOf({ options, variantNumber, tryNumber }: SongRequest): SimulatedTry {
  const simulate = optionsSchema.safeParse(options).data?.simulate;
  const ordinary = { failure: null, delayMs: 0, retryAfterSeconds: DEFAULT_RETRY_AFTER_SECONDS };
  if (!simulate || (simulate.variants && !simulate.variants.includes(variantNumber))) return ordinary;
  const fails = tryNumber < (simulate.times ?? Number.POSITIVE_INFINITY);
  const failure = fails ? simulate.failure : null;
  return {
    failure,
    delayMs: simulate.delay_ms ?? (failure === "timeout" ? TIMEOUT_DELAY_MS : 0),
    retryAfterSeconds: simulate.retry_after_seconds ?? DEFAULT_RETRY_AFTER_SECONDS,
  };
}

/** Ids and durations that differ from try to try, as a real provider's do, but not from run to run. */
function particularsOf({ orderId, variantNumber, tryNumber }: SongRequest) {
  const hash = createHash("sha256").update(`${orderId}:${variantNumber}:${tryNumber}`).digest();
  return { requestId: `req_${hash.toString("hex", 0, 8)}`, tenths: hash.readUInt8(8) % 10 };
}

/**
 * What a failing provider throws.
 * @returns null for those failures that show only when its delivery is used
 */
export function simulatedErrorOf(request: SongRequest, { failure, retryAfterSeconds }: SimulatedTry) {
  const { requestId, tenths } = particularsOf(request);
  switch (failure) {
    case "timeout":
      return new SongProviderError(
        "provider_timeout",
        `The song provider did not answer within 120 s (request ${requestId}, given up after 120.${tenths} s)`,
      );
    case "rate_limit":
      return new SongProviderError(
        "rate_limited",
        `The song provider takes no more requests for now (HTTP 429, request ${requestId}, retry after ${retryAfterSeconds} s)`,
        { retryAfterSeconds },
      );
    case "moderation":
      return new SongProviderError(
        "moderation_refused",
        `The song provider's moderation refused the lyrics (request ${requestId}): ` +
          `"The message for ${request.recipientName} names a real person in a way that our policy does not allow"`,
      );
    case "provider_500":
      return new SongProviderError(
        "provider_unavailable",
        `The song provider failed with HTTP 500 (request ${requestId}): "internal error in stage render"`,
      );
    default:
      return null;
  }
}

/** Bytes that are no song: an error page in place of the file, or for every second variant a file cut short. */
export function simulatedBadAudio(request: SongRequest, song: Uint8Array): GeneratedSong {
  const { requestId } = particularsOf(request);
  const audio =
    request.variantNumber % 2 === 1
      ? Buffer.from(`<!doctype html><title>502 Bad Gateway</title><p>cdn request ${requestId}</p>`)
      : song.slice(0, Math.floor(song.length / 3));
  return { audio, contentType: "audio/wav", fileExtension: "wav" };
}
