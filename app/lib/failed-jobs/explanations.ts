import { readError } from "./error-text";

/** What a person should do about a failure, in one word for programs. */
export type SuggestedAction =
  | "retry_now"
  | "retry_later"
  | "talk_to_customer"
  | "fix_payload"
  | "ask_engineer";

interface Rule {
  /** The error's own name. */
  types?: string[];
  /** Found in the message: for errors whose name says nothing, such as "Error" or "TypeError: fetch failed". */
  message?: RegExp;
  action: SuggestedAction;
}

/** Goes up with every change of the table below, so that the kinds that are stored are worked out anew. */
export const EXPLANATION_VERSION = 3;

/**
 * Every kind of failure that is explained in plain words; the words are the messages `failed_jobs.advice.<kind>`. The
 * first that fits counts: a name before any message, since a message may quote anything.
 */
const RULES = {
  quota_used_up: {
    message: /\bquota\b.*\bused up\b|\binsufficient[ _](?:quota|credits?)\b/i,
    action: "ask_engineer",
  },
  rate_limited: {
    types: ["RateLimited"],
    message: /\b429\b|too many requests|rate[ _-]?limit/i,
    action: "retry_later",
  },
  moderation_refused: {
    types: ["ModerationRefused"],
    message: /\bcontent[ _-]?(?:policy|filter)\w*|\bmoderation[ _-](?:refused|blocked|flagged)\b/i,
    action: "talk_to_customer",
  },
  // What the Inngest server says itself: it got no answer of ours, or a page of whatever stands before our server.
  server_away: {
    message:
      /unable to reach sdk url|before the sdk responded|\bto SDK\b|^your server (?:closed|reset|returned|did)|application failed to respond|\bhttp_(?:unreachable|not_ok)\b|HTML page: /i,
    action: "retry_now",
  },
  output_too_large: { message: /\boutput[ _]too[ _]large\b/i, action: "ask_engineer" },
  run_lost: { types: ["RunLost"], action: "retry_now" },
  run_cancelled: { types: ["RunCancelled"], action: "retry_now" },
  run_unfinished: { types: ["NothingMade"], action: "retry_now" },
  bad_audio: { types: ["BadAudio"], action: "retry_now" },
  storage_refused: { types: ["StorageRefused"], action: "ask_engineer" },
  provider_unavailable: { types: ["ProviderUnavailable"], action: "retry_later" },
  bad_response: { types: ["BadResponse"], action: "ask_engineer" },
  provider_timeout: {
    types: ["ProviderTimeout", "TimeoutError"],
    message: /\btimed? ?out\b|\bETIMEDOUT\b|did not answer within/i,
    action: "retry_now",
  },
  unreachable: {
    message: /\b(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EPIPE)\b|fetch failed|socket hang up/i,
    action: "retry_later",
  },
  database_error: { types: ["PostgrestError", "PostgresError"], action: "retry_later" },
  bad_payload: { types: ["ZodError", "ValidationError"], action: "fix_payload" },
  nothing_made: {
    types: ["OrderNotFound", "SongNotFound", "Superseded", "Ended", "CustomerErased"],
    action: "fix_payload",
  },
  defect: { types: ["TypeError", "ReferenceError", "RangeError", "SyntaxError"], action: "ask_engineer" },
  unknown: { action: "ask_engineer" },
} as const satisfies Record<string, Rule>;

export type FailureKind = keyof typeof RULES;

/** All kinds, the fallback last. */
export const FAILURE_KINDS = Object.keys(RULES) as [FailureKind, ...FailureKind[]];

export interface Explanation {
  kind: FailureKind;
  /** Key of the sentence that says what happened and what to do. */
  sentenceKey: `failed_jobs.advice.${FailureKind}`;
  action: SuggestedAction;
}

/** The explanation of a kind, as a row of a list carries it. */
export function explanationOfKind(kind: FailureKind): Explanation {
  return { kind, sentenceKey: `failed_jobs.advice.${kind}`, action: RULES[kind].action };
}

/** Which kind of failure an error is, and what is to be done about it. */
export function explanationOf(error: { type: string; message: string }): Explanation {
  const { type, code, message } = readError(error);
  const said = `${code} ${message}`.trim();
  const ruleOf = (kind: FailureKind): Rule => RULES[kind];
  const byMessage = (kind: FailureKind) => ruleOf(kind).message?.test(said) ?? false;
  // A quota is reported as a rate limit, and waiting a minute does not help: the one message that beats a name.
  const kind =
    (byMessage("quota_used_up") ? "quota_used_up" : undefined) ??
    FAILURE_KINDS.find((candidate) => ruleOf(candidate).types?.includes(type) && !isGeneric(type)) ??
    FAILURE_KINDS.find(byMessage) ??
    FAILURE_KINDS.find((candidate) => ruleOf(candidate).types?.includes(type)) ??
    "unknown";
  return explanationOfKind(kind);
}

/** A name that JavaScript itself gives to unlike things: "TypeError: fetch failed" is no defect. */
function isGeneric(type: string): boolean {
  return RULES.defect.types.some((name) => name === type);
}
