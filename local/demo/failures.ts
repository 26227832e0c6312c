/** One realistic way in which a song fails, as it stands in the dead-letter queue. */
export interface FailureKind {
  /** What the provider option `simulate.failure` calls it. */
  simulate: "timeout" | "rate_limit" | "moderation" | "bad_audio" | "storage_refused" | "provider_500";
  errorType: string;
  /** The message, with a request id and a figure as a real provider would put them in. */
  message: (requestId: string, figure: number) => string;
  /** How many tries fail: 4 is one run with its retries, so the desk's first retry succeeds. Absent: all of them. */
  times?: number;
  weight: number;
}

export const FAILURE_KINDS: FailureKind[] = [
  {
    simulate: "timeout",
    errorType: "ProviderTimeout",
    message: (id, figure) =>
      `The provider did not finish song "${id}" within 120 s (last progress ${figure}%)`,
    times: 4,
    weight: 9,
  },
  {
    simulate: "rate_limit",
    errorType: "RateLimited",
    message: (id, figure) =>
      `The provider refused request ${id}: 429 Too Many Requests, try again in ${figure} s`,
    times: 4,
    weight: 9,
  },
  {
    simulate: "provider_500",
    errorType: "ProviderUnavailable",
    message: (id, figure) =>
      `The provider answered 500 to request ${id} after ${figure * 37} ms: "internal error"`,
    times: 5,
    weight: 8,
  },
  {
    simulate: "bad_audio",
    errorType: "BadAudio",
    message: (_id, figure) =>
      `The song is not playable audio: its ${figure * 61} bytes begin with "<!doctype html><title>502 Bad Gateway"`,
    times: 4,
    weight: 5,
  },
  {
    simulate: "moderation",
    errorType: "ModerationRefused",
    message: (id) =>
      `Moderation refused the lyrics of request ${id}: the words "burn the house down" are not allowed`,
    weight: 5,
  },
  {
    simulate: "storage_refused",
    errorType: "StorageRefused",
    message: () => "Storage refused the song: mime type application/octet-stream is not supported",
    times: 4,
    weight: 4,
  },
];

/** A stack as the function's server would have it. */
export function stackOf(errorType: string, message: string, variantNumber: number): string {
  return [
    `${errorType}: ${message}`,
    "    at generateVariant (app/lib/generation/generate-variant.server.ts:78:18)",
    "    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
    `    at step generate-variant-${variantNumber} (app/lib/inngest/generate-song.server.ts:81:22)`,
    "    at InngestExecutionEngine.executeStep (node_modules/inngest/components/execution/engine.js:903:19)",
  ].join("\n");
}
