import { createHash } from "node:crypto";
import { z } from "zod";
import { cutText } from "~/lib/cut-text";
import { fetchAudio } from "./fetch-audio.server";
import type { SongRequest } from "./provider.server";
import { SongProviderError, type SongProviderErrorCode } from "./provider-errors.server";
import {
  type ApiAnswer,
  failureOfStatus,
  type RequestLimits,
  request,
  retryAfterSeconds,
} from "./song-api-request.server";

/** Where the song API is and what a request to it may cost. */
export interface SongApiSettings {
  /** Base address; /songs is added to it. */
  baseUrl: string;
  /** Sent as a bearer token, to the base address's own origin only. */
  apiKey?: string;
  /** For each request. */
  requestTimeoutMs: number;
  /** Of the song. */
  maxAudioBytes: number;
  /** Whether the song may come by http, and from an address of the own network. */
  allowPrivateAudio: boolean;
}

/** One attempt's use of the API: how long it may still take, and who may abort it. */
export interface SongApiCall {
  remainingMs: () => number;
  signal?: AbortSignal;
}

const MAX_JSON_BYTES = 256 * 1024;

const failureSchema = z.object({
  code: z.string().default("unknown"),
  message: z.string().default("no reason given"),
});
/** A refusal's body. docs/song-api.md describes this and what follows. */
export const refusalSchema = z.object({ error: failureSchema });
/** The answer to a song that is submitted. */
export const submittedSchema = z.object({ id: z.string().min(1).max(200) });
/** The answer to a question about a song. */
export const stateSchema = z.object({
  status: z.enum(["queued", "running", "succeeded", "failed"]),
  audio_url: z.string().nullish(),
  error: failureSchema.nullish(),
});

/** A song's state as the API tells it. */
export type SongState = z.infer<typeof stateSchema>;

/** Foreign text as a message may carry it: on one line, short, between quotes. */
export const quoted = (text: string) => `"${cutText(text.replace(/\s+/g, " ").replaceAll('"', "'"), 300)}"`;

/**
 * The same try made twice (a crash in between) must neither make nor cost two songs; another request is for another song.
 * Hashed, because an event's id may be longer than a header takes, and hold what a header refuses.
 */
function idempotencyKeyOf({ orderId, variantNumber, requestId, tryNumber }: SongRequest): string {
  const parts = JSON.stringify([orderId, variantNumber, requestId, tryNumber]);
  return createHash("sha256").update(parts).digest("hex").slice(0, 40);
}

/** The shape expected, or null: for text that is not JSON as well as for JSON of another shape. */
function parseJson<T>(schema: z.ZodType<T>, body: Uint8Array): T | null {
  try {
    return schema.safeParse(JSON.parse(Buffer.from(body).toString("utf8"))).data ?? null;
  } catch {
    return null;
  }
}

/** The calls that the song API knows, each checked and with its failures told apart. */
export class SongApi {
  private readonly base: URL;

  /** @throws TypeError when baseUrl is not an address */
  constructor(private readonly settings: SongApiSettings) {
    this.base = new URL(`${settings.baseUrl.replace(/\/+$/, "")}/`);
  }

  /** An error whose text cannot hold the API key, even if the provider's own words quote it. */
  error(
    code: SongProviderErrorCode,
    text: string,
    details?: { retriable?: boolean; retryAfterSeconds?: number },
  ) {
    const { apiKey } = this.settings;
    return new SongProviderError(code, apiKey ? text.replaceAll(apiKey, "[key]") : text, details);
  }

  /** A refusal by the provider's moderation: final, with the reason that staff tell the customer. */
  moderationError(reason: string) {
    return this.error(
      "moderation_refused",
      `The song provider's moderation refused the song: ${quoted(reason)}`,
    );
  }

  /** Orders a song. @returns its id @throws SongProviderError */
  async submit(song: SongRequest, call: SongApiCall): Promise<string> {
    const answer = await this.ask("submitting the song", new URL("songs", this.base), call, {
      method: "POST",
      body: JSON.stringify({
        recipient_name: song.recipientName,
        occasion: song.occasion,
        genre: song.genre,
        mood: song.mood,
        language: song.language,
        message: song.message,
        variant_number: song.variantNumber,
        try_number: song.tryNumber,
        options: song.options ?? null,
      }),
      headers: {
        "content-type": "application/json",
        "idempotency-key": idempotencyKeyOf(song),
      },
    });
    const submitted = parseJson(submittedSchema, answer.body);
    if (!submitted) throw this.error("bad_response", "The answer to submitting the song has no song id");
    return submitted.id;
  }

  /** Asks how far a song is. @throws SongProviderError */
  async state(id: string, call: SongApiCall): Promise<SongState> {
    const what = `asking for song ${quoted(id)}`;
    const url = new URL(`songs/${encodeURIComponent(id)}`, this.base);
    const state = parseJson(stateSchema, (await this.ask(what, url, call)).body);
    if (!state) throw this.error("bad_response", `The answer to ${what} is not the state of a song`);
    return state;
  }

  /** Fetches the finished song. @throws SongProviderError, bad_response for an address that is not fetched */
  async download(address: string, call: SongApiCall): Promise<ApiAnswer> {
    if (!URL.canParse(address)) {
      // Without its query, which in a signed address is a credential.
      throw this.error(
        "bad_response",
        `The song's audio_url cannot be used: ${quoted(address.replace(/\?.*/s, ""))}`,
      );
    }
    const what = "downloading the song";
    const { maxAudioBytes, allowPrivateAudio: allowPrivate } = this.settings;
    const url = new URL(address);
    const headersFor = (target: URL) => this.authorization(target);
    const send = (signal: AbortSignal) => fetchAudio(url, { headersFor, allowPrivate, signal });
    const answer = await request(what, send, this.limits(maxAudioBytes, call), call.signal);
    return this.accepted(what, url, answer);
  }

  /** The key is for the API's own origin. */
  private authorization({ origin }: URL): Record<string, string> {
    const { apiKey } = this.settings;
    return apiKey && origin === this.base.origin ? { authorization: `Bearer ${apiKey}` } : {};
  }

  private limits(maxBytes: number, { remainingMs }: SongApiCall): RequestLimits {
    return { timeoutMs: Math.max(1, Math.min(this.settings.requestTimeoutMs, remainingMs())), maxBytes };
  }

  private async ask(
    what: string,
    url: URL,
    call: SongApiCall,
    init: { method?: string; body?: string; headers?: Record<string, string> } = {},
  ): Promise<ApiAnswer> {
    const headers = { ...init.headers, ...this.authorization(url) };
    const send = (signal: AbortSignal) => fetch(url, { redirect: "manual", ...init, headers, signal });
    const answer = await request(what, send, this.limits(MAX_JSON_BYTES, call), call.signal);
    return this.accepted(what, url, answer);
  }

  /** The answer, if it is not a refusal. */
  private accepted(what: string, url: URL, answer: ApiAnswer): ApiAnswer {
    if (answer.status >= 200 && answer.status < 300) return answer;

    const refusal = parseJson(refusalSchema, answer.body)?.error;
    if (refusal?.code === "moderation") throw this.moderationError(refusal.message);
    const { code, retriable } = failureOfStatus(answer.status);
    const requestId = answer.headers.get("x-request-id");
    const particulars = `HTTP ${answer.status}${requestId ? `, request ${quoted(requestId)}` : ""}`;
    const reason = refusal ? `: ${quoted(refusal.message)}` : "";
    throw this.error(code, `The song provider refused ${what} (${particulars})${reason}`, {
      // A foreign host refuses one address, which the next song will not have.
      retriable: retriable || url.origin !== this.base.origin,
      retryAfterSeconds: retryAfterSeconds(answer.headers.get("retry-after"), Date.now()),
    });
  }
}
