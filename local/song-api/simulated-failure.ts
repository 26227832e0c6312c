import { z } from "zod";
import { Refusal } from "./refusal.ts";
import type { SongOrder } from "./song-order.ts";

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
 * Reads from an order whether this try is to fail, so that every failure can be shown and tested
 * (desk.song_options, simulate). The options are a customer's data: anything but a well-formed
 * "simulate" means an ordinary song.
 */
export function simulatedTryOf({ options, variant_number, try_number }: SongOrder): SimulatedTry {
  const simulate = optionsSchema.safeParse(options).data?.simulate;
  const ordinary = { failure: null, delayMs: 0, retryAfterSeconds: DEFAULT_RETRY_AFTER_SECONDS };
  if (!simulate || (simulate.variants && !simulate.variants.includes(variant_number))) return ordinary;
  const fails = try_number < (simulate.times ?? Number.POSITIVE_INFINITY);
  const failure = fails ? simulate.failure : null;
  return {
    failure,
    delayMs: simulate.delay_ms ?? (failure === "timeout" ? TIMEOUT_DELAY_MS : 0),
    retryAfterSeconds: simulate.retry_after_seconds ?? DEFAULT_RETRY_AFTER_SECONDS,
  };
}

/**
 * What a failing provider answers to an order.
 *
 * @returns null for those failures that show only when the song is used
 */
export function simulatedRefusalOf(order: SongOrder, { failure, retryAfterSeconds }: SimulatedTry) {
  switch (failure) {
    case "timeout": {
      const tenths = Number.parseInt(order.requestId.slice(-2), 16) % 10;
      return new Refusal(408, "timeout", `no song within 120 s, given up after 120.${tenths} s`);
    }
    case "rate_limit":
      return new Refusal(429, "rate_limit", "no more songs are taken for now", {
        "retry-after": String(retryAfterSeconds),
      });
    case "moderation":
      return new Refusal(
        422,
        "moderation",
        `The message for ${order.recipient_name} names a real person in a way that our policy does not allow`,
      );
    case "provider_500":
      return new Refusal(500, "internal", "internal error in stage render");
    default:
      return null;
  }
}

/** A song as it is delivered. */
export interface Delivery {
  audio: Uint8Array;
  contentType: string;
}

/**
 * How a try delivers its song. bad_audio delivers an error page, or for even variants a file that is cut short.
 * storage_refused delivers a good song under a type that the bucket does not take; the desk goes by the bytes and stores
 * it anyway.
 */
export function deliveryOf(order: SongOrder, failure: FailureKind | null, song: Uint8Array): Delivery {
  if (failure === "storage_refused") return { audio: song, contentType: "application/octet-stream" };
  if (failure !== "bad_audio") return { audio: song, contentType: "audio/wav" };
  const page = `<!doctype html><title>502 Bad Gateway</title><p>cdn request ${order.requestId}</p>`;
  const cut = song.subarray(0, Math.floor(song.length / 3));
  return { audio: order.variant_number % 2 === 1 ? Buffer.from(page) : cut, contentType: "audio/wav" };
}
