/** The greatest event that Inngest takes, whatever the plan (inngest pkg/consts, AbsoluteMaxEventSize). */
export const EVENT_LIMIT_BYTES = 3 * 1024 * 1024;

/** The most events in one request (inngest pkg/consts, MaxEvents). */
const EVENTS_LIMIT = 5_000;

/** The times that Inngest takes (inngest pkg/event, Validate). */
const FIRST_MOMENT_MS = Date.UTC(1980, 0, 1);
const LAST_MOMENT_MS = Date.UTC(2100, 0, 1);

/** Where Inngest keeps what is its own in an event's data; a sender's is taken away. */
const INTERNAL_KEY = "_inngest";

/** An event as functions receive it, but for what is filled in when it is stored. */
export interface IncomingEvent {
  name: string;
  data: Record<string, unknown> | null;
  user: Record<string, unknown>;
  /** The id that the sender chose, if any. */
  senderId: string | null;
  /** When it should run, milliseconds since the epoch; null means at once. */
  ts: number | null;
  v: string | null;
}

/** What a request holds: the events before the first bad one, and what is wrong with that one. */
export interface IncomingEvents {
  events: IncomingEvent[];
  /** Null when all of them are good. */
  refusal: string | null;
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

/** What JSON.stringify here can bear, and more than a test needs; the genuine server takes 10,000. */
const DEEPEST = 3_500;

/** Looks through an event by a list of its own: one that is nested too deeply must not end the runner. */
function requireBearable(event: unknown): void {
  const waiting = [{ value: event, level: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, level } = next;
    if (typeof value === "number" && !Number.isFinite(value))
      throw new Refusal(400, "a number is too great for a float64");
    if (typeof value !== "object" || value === null) continue;
    if (level === DEEPEST) throw new Refusal(400, `the event is nested in more than ${DEEPEST} levels`);
    for (const part of Object.values(value)) waiting.push({ value: part, level: level + 1 });
  }
}

/** Reads an optional field; null, an empty text and 0 are how senders say "not given". */
function field<T>(
  value: Record<string, unknown>,
  name: string,
  is: (given: unknown) => given is T,
  kind: string,
): T | null {
  const given = value[name];
  if (given === undefined || given === null) return null;
  if (!is(given)) throw new Refusal(400, `${name} is not ${kind}`);
  return given;
}

const isText = (given: unknown) => typeof given === "string";
const isWhole = (given: unknown): given is number => Number.isInteger(given);

function parseEvent(value: unknown): IncomingEvent {
  const size = Buffer.byteLength(JSON.stringify(value));
  if (size > EVENT_LIMIT_BYTES) {
    throw new Refusal(400, `Event is over the max size: Max ${EVENT_LIMIT_BYTES} bytes / Size ${size} bytes`);
  }
  if (!isObject(value)) throw new Refusal(400, "the event is not an object");
  const name = field(value, "name", isText, "a string") ?? "";
  const data = field(value, "data", isObject, "an object");
  const user = field(value, "user", isObject, "an object") ?? {};
  const senderId = field(value, "id", isText, "a string") || null;
  const v = field(value, "v", isText, "a string") || null;
  const ts = field(value, "ts", isWhole, "a whole number of milliseconds") || null;
  if (name === "") throw new Refusal(400, "event name is empty");
  if (name.toLowerCase().startsWith("inngest/")) {
    throw new Refusal(400, `event name is reserved for internal use: ${name}`);
  }
  if (ts !== null && ts < FIRST_MOMENT_MS) throw new Refusal(400, "timestamp is before Jan 1, 1980");
  if (ts !== null && ts > LAST_MOMENT_MS) throw new Refusal(400, "timestamp is after Jan 1, 2100");
  if (data) delete data[INTERNAL_KEY];
  return { name, data, user, senderId, ts, v };
}

/**
 * Reads the body of POST /e/:key: one event or an array of them. As with the genuine server the events before a bad one
 * are good, and those after it are not looked at.
 *
 * @throws Refusal 400 when the body holds no events at all
 */
export function parseEvents(text: string): IncomingEvents {
  const value = parseJson(text);
  if (typeof value !== "object" || value === null) {
    throw new Refusal(400, "Request body must contain an event object or an array of event objects");
  }
  const events: IncomingEvent[] = [];
  try {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (events.length === EVENTS_LIMIT) {
        throw new Refusal(400, `Cannot have more than ${EVENTS_LIMIT} events in a batch`);
      }
      requireBearable(one);
      events.push(parseEvent(one));
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { events, refusal: error.message };
  }
  return { events, refusal: null };
}
