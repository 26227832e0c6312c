/** What an error says, out of whatever it was wrapped in. */
export interface ErrorText {
  /** The error's own name. */
  type: string;
  /** Its codes, such as "429 rate_limit_exceeded": they tell one cause from another. Empty when there are none. */
  code: string;
  /** Its words. Empty when there are none. */
  message: string;
}

/** What is read of a text: an error may quote a whole answer. */
const LONGEST = 100_000;
/** Errors within errors that are looked into. */
const DEEPEST = 8;

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;

const CODE_KEYS = ["status", "statusCode", "status_code", "code", "type", "path", "param"];
const TEXT_KEYS = [
  "message",
  "error_message",
  "error_description",
  "description",
  "detail",
  "title",
  "reason",
  "msg",
];
/** Where an answer keeps its error, the likeliest first. */
const INNER_KEYS = ["error", "errors", "cause", "response", "data", "body", "0"];
/** Names that every error has: they say nothing. */
const EMPTY_NAMES = /^(?:error|failed|failure|fail|object)?$/i;

const ESCAPE = "\u001b";
const BELL = "\u0007";
/** A terminal's colours: whole, or as what is left of them where the escape character could not be stored. */
const COLOURS = new RegExp(
  `${ESCAPE}\\][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\)|${ESCAPE}\\[[0-9;?]*[ -/]*[@-~]|\\[(?:\\d{1,3};)*\\d{1,3}m`,
  "g",
);

/** A page of HTML, but for one that is quoted. */
const PAGE = /(?<!["'“„‘`])<(?:!doctype html|html)\b[\s\S]*$/i;

/** What a page of HTML says in one line. */
function readPage(html: string): string {
  const head = html.slice(0, 4_000);
  const heading = /<title[^>]*>([^<]+)/i.exec(head)?.[1] ?? /<h1[^>]*>([^<]+)/i.exec(head)?.[1];
  const words = heading ?? head.replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>?/gi, " ");
  return `HTML page: ${words.replace(/\s+/g, " ").trim()}`;
}

function codeOf(value: unknown): string {
  if (Array.isArray(value)) return value.map((part) => codeOf(part)).join(".");
  if (typeof value === "number") return String(value);
  const isCode = typeof value === "string" && /^[\w.:[\]-]{1,64}$/.test(value) && !EMPTY_NAMES.test(value);
  return isCode ? value : "";
}

const oneOfEach = (codes: string[]) => [...new Set(codes.filter((code) => code !== ""))].join(" ");

/** Reads an object as an error. Null when nothing in it is known. */
function readFields(fields: Fields, depth: number): ErrorText | null {
  const own = oneOfEach(CODE_KEYS.map((key) => codeOf(fields[key])));
  const texts = [...TEXT_KEYS, "error"].map((key) => fields[key]);
  const text = texts.find((one): one is string => typeof one === "string" && one.trim() !== "") ?? "";
  const name = typeof fields.name === "string" && !EMPTY_NAMES.test(fields.name) ? fields.name : "";
  const holder = INNER_KEYS.map((key) => fields[key]).find(isFields);
  const inner = depth >= DEEPEST ? null : holder ? readFields(holder, depth + 1) : readText(text, depth + 1);
  const code = oneOfEach([...own.split(" "), ...(inner?.code.split(" ") ?? [])]);
  // A code that is said as the text, too, is said once.
  const words = inner && (inner.message !== "" || !holder) ? inner.message : text;
  const message = words === code ? "" : words;
  if (code === "" && message === "") return null;
  return { type: name || inner?.type || "", code, message };
}

/** What can be read of JSON that was cut off: its known fields, wherever they are. */
function readRemains(json: string): Fields | null {
  const keys = [...CODE_KEYS, ...TEXT_KEYS, "error", "name"].join("|");
  const known = new RegExp(`"(${keys})"\\s*:\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(\\d+))`, "g");
  const found = [...json.matchAll(known)].map(([, key = "", text, figure]) => [key, text ?? Number(figure)]);
  return found.length === 0 ? null : Object.fromEntries(found.reverse());
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Reads a text that is JSON, or ends with it. */
function readText(text: string, depth: number): ErrorText {
  const plain = { type: "", code: "", message: text };
  // Not one within quotes, which is somebody's words.
  const start = /(?<!["'“„‘`\\\w])(?:\{|\[\s*\{)/.exec(text)?.index;
  if (start === undefined || depth > DEEPEST) return plain;
  const json = text.slice(start, Math.max(text.lastIndexOf("}"), text.lastIndexOf("]")) + 1);
  const whole = parsed(json);
  const fields = whole ?? readRemains(text.slice(start));
  const error = isFields(fields) ? readFields(fields, depth) : null;
  // Nothing known in it: without the quotes around its keys these, at least, remain.
  if (!error)
    return whole === undefined ? plain : { ...plain, message: text.replace(/"(\w+)"\s*:/g, "$1: ") };
  const before = text
    .slice(0, start)
    .trim()
    .replace(/[:\s]+$/, "");
  const after = whole === undefined ? "" : text.slice(start + json.length).trim();
  return { ...error, message: [before, error.message, after].filter((part) => part !== "").join(": ") };
}

/**
 * Reads what an error says: out of JSON within JSON, as services and the Inngest server wrap theirs, and out of pages of
 * HTML; without a terminal's colours.
 */
export function readError(error: { type: string; message: string }): ErrorText {
  const text = error.message.slice(0, LONGEST).replace(COLOURS, "");
  const { type, code, message } = readText(text, 0);
  return {
    type: EMPTY_NAMES.test(error.type) ? type || "Error" : error.type,
    code,
    message: message.replace(PAGE, readPage).trim(),
  };
}
