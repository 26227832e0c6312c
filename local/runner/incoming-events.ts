/** Inngest's default limit for one event (https://www.inngest.com/docs/usage-limits/inngest). */
export const EVENT_LIMIT_BYTES = 512 * 1024;

/** The last moment that a JavaScript Date can name, in milliseconds. */
const LAST_MOMENT_MS = 8.64e15;

export interface IncomingEvent {
  name: string;
  /** The id that the sender chose, if any. */
  senderId: string | null;
  /** When it should run, milliseconds since the epoch; null means at once. */
  ts: number | null;
  body: Record<string, unknown>;
}

/** A request that is refused, with the status to answer and the reason as its message. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    reason: string,
  ) {
    super(reason);
    this.name = "Refusal";
  }
}

/** Whether the value is an object in the sense of JSON: not null, not an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Parses JSON that somebody sent.
 *
 * @throws Refusal 400 when it is not JSON
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, "the body is not JSON");
  }
}

function parseEvent(value: unknown, where: string): IncomingEvent {
  if (!isObject(value)) throw new Refusal(400, `${where} is not an object`);
  const { name, id, ts, data } = value;
  if (typeof name !== "string" || name.trim() === "") throw new Refusal(400, `${where} has no name`);
  if (name.startsWith("inngest/"))
    throw new Refusal(400, `${where}: names beginning with inngest/ are reserved`);
  if (data !== undefined && data !== null && !isObject(data)) {
    throw new Refusal(400, `${where}: data is not an object`);
  }
  if (id !== undefined && id !== null && typeof id !== "string") {
    throw new Refusal(400, `${where}: id is not a string`);
  }
  const known = typeof ts === "number" && Number.isInteger(ts) && ts >= 0 && ts <= LAST_MOMENT_MS;
  if (ts !== undefined && ts !== null && !known) {
    throw new Refusal(400, `${where}: ts is not a time in milliseconds`);
  }
  const size = Buffer.byteLength(JSON.stringify(value));
  if (size > EVENT_LIMIT_BYTES) {
    throw new Refusal(413, `${where} has ${size} bytes, the limit is ${EVENT_LIMIT_BYTES}`);
  }
  // An empty id and a ts of 0 are how some senders say "not given".
  return { name, senderId: id || null, ts: known && ts > 0 ? ts : null, body: value };
}

/**
 * Reads the body of POST /e/:key: one event or an array of them.
 *
 * @throws Refusal 400 for what is not an event, 413 for an event above {@link EVENT_LIMIT_BYTES}; one bad event
 *   refuses the whole request, so that a sender never has to find out which half arrived
 */
export function parseEvents(text: string): IncomingEvent[] {
  const value = parseJson(text);
  return Array.isArray(value)
    ? value.map((one, i) => parseEvent(one, `event ${i}`))
    : [parseEvent(value, "the event")];
}
