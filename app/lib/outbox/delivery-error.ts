/** An attempt to hand events to Inngest that failed: with the status it answered, or null when there was no answer. */
export class DeliveryError extends Error {
  override name = "DeliveryError";

  constructor(
    readonly status: number | null,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
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

/** Whether an error is that of a connection, by its code or its name, or else by what caused it. */
function isOfTheConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (INTERRUPTED.has(error.name)) return true;
  if ("code" in error && typeof error.code === "string" && NO_CONNECTION.test(error.code)) return true;
  return isOfTheConnection(error.cause);
}

/**
 * Whether a failed delivery would have failed with any other events too: then asking again for a part of them only takes
 * longer to find out.
 */
export function isOfInngest(error: unknown): boolean {
  if (error instanceof DeliveryError) return error.status === null || !OF_THE_EVENTS.has(error.status);
  return isOfTheConnection(error);
}
