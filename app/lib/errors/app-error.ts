import { english, type FactsFor, type RefusalKey, statusOf, type Thing } from "./catalogue";
import { type Facts, sentenceOf, type WordedSentence, wordIn } from "./sentence";

/** What a refusal may carry beside its facts. */
export interface AppErrorOptions {
  /** A sentence for each form field that is wrong, by the field's name. */
  fields?: Record<string, WordedSentence> | undefined;
  /** Seconds after which trying again makes sense; becomes a Retry-After header. */
  retryAfterSeconds?: number | undefined;
  cause?: unknown;
}

/**
 * The one error that reaches people: a code for programs with the facts of the case, an HTTP status, and an English
 * sentence made of them. It takes no sentence of its own: those are in the catalogue. Anything else that is thrown is a
 * defect and is answered as an internal error.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: string;
  readonly status: number;
  readonly facts: Facts | undefined;
  readonly fields: Record<string, WordedSentence> | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly key: RefusalKey,
    facts?: Facts,
    options: AppErrorOptions = {},
  ) {
    const sentence = sentenceOf(key, facts);
    super(wordIn(english, sentence) ?? key, { cause: options.cause });
    this.code = sentence.code;
    this.status = statusOf(key);
    this.facts = sentence.facts;
    this.fields = options.fields;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The JSON body of every error from /resources: what the desk parses. */
export interface ErrorBody {
  error: {
    code: string;
    /** What the sentence names, and what else the caller may want, such as the present state in a conflict. */
    facts?: Facts | undefined;
    /** In English. */
    message: string;
    fields?: Record<string, WordedSentence> | undefined;
    request_id?: string | undefined;
  };
}

/** Refuses a request for a reason of the catalogue, with the facts that its sentence names. */
export function refusal<Key extends RefusalKey>(
  key: Key,
  ...[facts, options]: FactsFor<Key, [options?: AppErrorOptions]>
): AppError {
  return new AppError(key, facts, options);
}

/** Refuses what was typed: a sentence for each field that is wrong. */
export function invalid(fields: Record<string, WordedSentence>, facts?: Facts): AppError {
  return new AppError("invalid", facts, { fields });
}

/** Something that the address names does not exist. */
export function notFound(what: Thing): AppError {
  return refusal("not_found", { what });
}
