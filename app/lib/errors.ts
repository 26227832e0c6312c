/** What a refusal may carry beside its sentence. */
export interface AppErrorOptions {
  /** One sentence for each form field that is wrong, by the field's name. */
  fields?: Record<string, string>;
  /** Facts for the caller, such as the present state in a conflict. Shown as they are. */
  details?: Record<string, unknown>;
  /** Seconds after which trying again makes sense; becomes a Retry-After header. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/**
 * The one error that reaches people: a stable code for programs, an HTTP status, and a sentence that says what
 * happened and what to do. Anything else that is thrown is a defect and is answered as an internal error.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly fields: Record<string, string> | undefined;
  readonly details: Record<string, unknown> | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    options: AppErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.fields = options.fields;
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The JSON body of every error from /resources: what the desk parses. */
export interface ErrorBody {
  error: {
    code: string;
    message: string;
    fields?: Record<string, string>;
    details?: Record<string, unknown>;
    request_id?: string;
  };
}

/** Something that the address names does not exist. `what` is its name in a sentence, such as "order". */
export function notFound(what: string): AppError {
  return new AppError(
    "not_found",
    404,
    `There is no such ${what}. It may have been deleted, or the address is incomplete.`,
  );
}
