/** An attempt to hand events to Inngest that failed: with the status it answered, or null when there was no answer. */
export class DeliveryError extends Error {
  override name = "DeliveryError";

  /** Whether an earlier request of the same delivery was taken, so that some of the events are there. */
  readonly someTaken: boolean;

  constructor(
    readonly status: number | null,
    reason: string,
    { someTaken = false, ...options }: ErrorOptions & { someTaken?: boolean } = {},
  ) {
    super(reason, options);
    this.someTaken = someTaken;
  }
}

/**
 * What Inngest answers when it does not like an event: malformed, of a wrong shape, or too large
 * (getResponseError() of its SDK). Every other status says something about Inngest or about our key to it.
 */
const OF_THE_EVENTS = new Set([400, 406, 409, 412, 413, 422]);

/** The codes that Node and its fetch (undici) give to a connection that was refused, cut, not found or too slow. */
const NO_CONNECTION =
  /^(ECONN|EPIPE$|ETIMEDOUT$|ENOTFOUND$|EAI_AGAIN$|EHOSTUNREACH$|ENETUNREACH$|UND_ERR_(SOCKET|\w+_TIMEOUT)$)/;
const INTERRUPTED = new Set(["TimeoutError", "AbortError"]);
/** Of these, the ones that came before anything could be sent. */
const NEVER_OPENED = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/;

/** Whether an error, or what caused it, has such a code. */
function hasCode(error: unknown, codes: RegExp): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string" && codes.test(error.code)) return true;
  return hasCode(error.cause, codes);
}

/** Whether an error, or what caused it, is that somebody stopped waiting. */
function isInterruption(error: unknown): boolean {
  return error instanceof Error && (INTERRUPTED.has(error.name) || isInterruption(error.cause));
}

/**
 * Whether a failed delivery would have failed with any other events too: then asking again for a part of them only takes
 * longer to find out.
 */
export function isOfInngest(error: unknown): boolean {
  if (error instanceof DeliveryError) return error.status === null || !OF_THE_EVENTS.has(error.status);
  return hasCode(error, NO_CONNECTION) || isInterruption(error);
}

/**
 * Whether a server that answers so has not taken what it was sent. One that waited for the rest of a request (408), or a
 * gateway that has lost sight of it (502, 504), does not know.
 */
function saysNo(status: number, alone: boolean): boolean {
  if (status === 408) return false;
  if (status >= 400 && status < 500) return true;
  // What broke between two events has the first of them.
  return status === 503 || (status === 500 && alone);
}

/**
 * Whether a failed delivery says for sure that Inngest has none of the events. A connection that was cut, or an answer
 * that never came, says nothing.
 *
 * @param events how many were delivered
 * @param parted whether they were part of a larger delivery before, of which Inngest keeps what comes before a bad event
 */
export function isRefusal(error: unknown, events: number, parted: boolean): boolean {
  if (!(error instanceof DeliveryError)) return !parted && hasCode(error, NEVER_OPENED);
  const { status, someTaken } = error;
  if (someTaken || (parted && (status === null || !OF_THE_EVENTS.has(status)))) return false;
  return status === null ? hasCode(error, NEVER_OPENED) : saysNo(status, events === 1);
}
