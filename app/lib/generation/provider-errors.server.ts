/** Every way in which making a song can fail. */
export type SongProviderErrorCode =
  | "provider_timeout"
  | "rate_limited"
  | "moderation_refused"
  | "bad_audio"
  | "storage_refused"
  | "provider_unavailable"
  | "bad_response";

// Only moderation is final by nature: the same words will be refused again.
const KINDS: Record<SongProviderErrorCode, { name: string; retriable: boolean }> = {
  provider_timeout: { name: "ProviderTimeout", retriable: true },
  rate_limited: { name: "RateLimited", retriable: true },
  moderation_refused: { name: "ModerationRefused", retriable: false },
  bad_audio: { name: "BadAudio", retriable: true },
  storage_refused: { name: "StorageRefused", retriable: true },
  provider_unavailable: { name: "ProviderUnavailable", retriable: true },
  bad_response: { name: "BadResponse", retriable: true },
};

/**
 * The one error of song generation. Its `name` is what staff see as the failure's type; its message may
 * carry request ids, durations and quoted values, never a credential.
 */
export class SongProviderError extends Error {
  readonly code: SongProviderErrorCode;
  /** Whether the same request may succeed when it is made again. */
  readonly retriable: boolean;
  /** Seconds to wait before the next try, when the provider said so. */
  readonly retryAfterSeconds?: number;

  /**
   * @param code the kind of failure; decides `name` and, unless overridden, `retriable`
   * @param message one sentence with the particulars
   * @param details retriable: overrides the kind's default; retryAfterSeconds: as the provider asked
   */
  constructor(
    code: SongProviderErrorCode,
    message: string,
    details: { retriable?: boolean; retryAfterSeconds?: number } = {},
  ) {
    super(message);
    this.code = code;
    this.name = KINDS[code].name;
    this.retriable = details.retriable ?? KINDS[code].retriable;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}
