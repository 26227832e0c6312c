import { fingerprintOf } from "../../app/lib/failed-jobs/fingerprint.server.ts";
import type { Draws } from "./random.ts";

/** One group of errors: messages that differ in ids and figures alone. */
export interface ErrorGroup {
  errorType: string;
  /** What the desk knows the group by, and calls it. */
  fingerprint: string;
  title: string;
  message(draws: Draws): string;
}

/** Without figures: a name with figures in it counts as an id, and is no group of its own. */
const ENGINES = [
  "aria-two",
  "aria-turbo",
  "lyrics-eu-west",
  "lyrics-us-east",
  "vocals",
  "vocals-mini",
  "mixdown",
  "mastering-hd",
  "queue-eu",
  "queue-us",
];

/** `$id` and `$n` stand for what differs from failure to failure, `$engine` for the part that failed. */
const SHAPES: [errorType: string, message: string][] = [
  ["ProviderTimeout", 'The provider did not finish song "$id" on $engine within 120 s (last progress $n%)'],
  ["ProviderTimeout", "No progress for 45 s while $engine rendered $id"],
  ["RateLimited", "The provider refused request $id: 429 Too Many Requests on $engine, try again in $n s"],
  ["RateLimited", "The monthly quota of $engine is used up ($n of $n songs)"],
  ["ProviderUnavailable", 'The provider answered 500 to request $id after $n ms: "internal error" ($engine)'],
  ["ProviderUnavailable", 'The provider answered 503 to request $id for $engine: "being deployed"'],
  ["ProviderUnavailable", "connect ECONNREFUSED 10.0.3.$n:443 ($engine)"],
  ["ProviderUnavailable", "read ECONNRESET while downloading $id from $engine"],
  [
    "BadAudio",
    'The song of $engine is not playable audio: its $n bytes begin with "<!doctype html><title>502"',
  ],
  ["BadAudio", "The song $id of $engine is silent for $n s"],
  ["BadAudio", "The song $id of $engine ends after $n ms, in the middle of a line"],
  [
    "ModerationRefused",
    'Moderation of $engine refused the lyrics of request $id: the words "burn it all" are not allowed',
  ],
  ["ModerationRefused", "Moderation of $engine refused the name of the recipient in request $id"],
  [
    "StorageRefused",
    "Storage refused the song of $engine: mime type application/octet-stream is not supported",
  ],
  ["StorageRefused", "Storage answered 413 to songs/$id: the song of $engine has $n bytes"],
  ["ValidationError", "The answer of $engine has no field audio_url (request $id)"],
  ["ValidationError", "The answer of $engine is not JSON: unexpected token < at position $n"],
  ["TypeError", "$engine is not a function"],
  ["LyricsError", "$engine wrote $n lines for a song of at most 40 in request $id"],
  ["LyricsError", "$engine answered in another language than was asked for in request $id"],
];

/** A stack as the function's server writes it. */
export function stackOf(errorType: string, message: string): string {
  return [
    `${errorType}: ${message}`,
    "    at generateVariant (app/lib/generation/generate-variant.server.ts:78:18)",
    "    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
    "    at step generate-variant (app/lib/inngest/generate-song.server.ts:81:22)",
    "    at InngestExecutionEngine.executeStep (node_modules/inngest/components/execution/engine.js:903:19)",
  ].join("\n");
}

/** 200 groups: each shape on each engine. */
export const ERROR_GROUPS: ErrorGroup[] = SHAPES.flatMap(([errorType, shape]) =>
  ENGINES.map((engine) => {
    const text = shape.replaceAll("$engine", engine);
    const message = (figure: () => number) =>
      text.replaceAll(/\$(id|n)/g, (_, what) =>
        what === "n"
          ? String(1 + Math.floor(figure() * 9000))
          : // A digit in front: an id of letters alone would be taken for a word.
            `req_1${Math.floor(figure() * 2 ** 40)
              .toString(16)
              .padStart(10, "0")}`,
      );
    const sample = message(() => 0);
    return {
      errorType,
      ...fingerprintOf({ type: errorType, message: sample, stack: stackOf(errorType, sample) }),
      message: (draws) => message(() => draws.next()),
    };
  }),
);
