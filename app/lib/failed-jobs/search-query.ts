import { say } from "~/lib/errors/catalogue";
import type { WordedSentence } from "~/lib/errors/sentence";
import { isUuid } from "~/lib/search-terms";
import { failedJobStateSchema } from "./failed-job-states";

/** What `key:value` may be said in a search, with what the value is for a reader who completes it. */
export const SEARCH_KEYS = {
  email: { example: "ana@example.com" },
  order: { example: "5f3a9c10" },
  event: { example: "01J9ZKQ4N0" },
  run: { example: "01J9ZKQ4N0" },
  type: { example: "RateLimited" },
  kind: { example: "rate_limited" },
  error: { example: '"429 Too Many Requests"' },
  job: { example: "song_generation" },
  payload: { example: "customization.genre=pop" },
  assignee: { example: "me", values: ["me", "nobody"] },
  due: { example: "today", values: ["overdue", "today", "week", "later", "none"] },
  state: { example: "resolved", values: [...failedJobStateSchema.options, "all"] },
  is: { example: "snoozed", values: ["snoozed"] },
} as const satisfies Record<string, { example: string; values?: readonly string[] }>;
export type SearchKey = keyof typeof SEARCH_KEYS;

/** Those of which a failure may have to meet several. */
const REPEATABLE: readonly SearchKey[] = ["error", "payload"];

/** Whether a term looks for a part of a text: by it, somebody who sees masked data would read what is masked. */
const looksForAPart = ({ key, value }: SearchTerm) =>
  key === "error" || (key === "payload" && !value.includes("="));

/** One `key:value` of a search, and where it stands. */
export interface SearchTerm {
  key: SearchKey;
  /** Without quotes. */
  value: string;
  start: number;
  /** The place after its last character. */
  end: number;
}

/** What is wrong with a term, which its facts name as it was typed. */
export type SearchProblem = WordedSentence;

export interface ParsedSearch {
  /** What is left without the terms. */
  text: string;
  terms: SearchTerm[];
  problems: SearchProblem[];
}

/**
 * Takes a search apart: `key:value` with a key of SEARCH_KEYS is a term, and everything else is text, also "10:30" and
 * "TypeError: x". A value with spaces stands in quotes, in which \" is a quote: error:"took 60 s".
 *
 * @param masked for somebody who sees masked data, and may look for whole values only
 */
export function parseSearch(q: string, masked = false): ParsedSearch {
  const terms: SearchTerm[] = [];
  const problems: SearchProblem[] = [];
  const rest: string[] = [];
  let from = 0;
  for (const found of q.matchAll(/(?<=^|\s)([a-z]+):/g)) {
    const key = found[1] ?? "";
    if (found.index < from || !isSearchKey(key)) continue;
    const { value, end, closed } = readValue(q, found.index + found[0].length);
    rest.push(q.slice(from, found.index));
    from = end;
    const term = { key, value, start: found.index, end };
    const problem = closed
      ? (problemOf(term, terms, q.slice(term.start, end)) ??
        (masked && looksForAPart(term)
          ? say("search.whole_values", { term: q.slice(term.start, end) })
          : null))
      : say("search.not_closed", { term: q.slice(term.start, end) });
    if (problem) problems.push(problem);
    terms.push(term);
  }
  rest.push(q.slice(from));
  const text =
    terms.length === 0
      ? q
      : rest
          .map((part) => part.trim())
          .filter(Boolean)
          .join(" ");
  return { text, terms, problems };
}

export function isSearchKey(key: string): key is SearchKey {
  return Object.hasOwn(SEARCH_KEYS, key);
}

/** A value as far as the next space that is not in quotes. */
function readValue(q: string, start: number): { value: string; end: number; closed: boolean } {
  let value = "";
  let quoted = false;
  let index = start;
  for (; index < q.length; index++) {
    const character = q.charAt(index);
    if (quoted && character === "\\" && /["\\]/.test(q.charAt(index + 1))) value += q.charAt(++index);
    else if (character === '"') quoted = !quoted;
    else if (!quoted && /\s/.test(character)) break;
    else value += character;
  }
  return { value, end: index, closed: !quoted };
}

/** What is wrong with a term; null when it is right. */
function problemOf({ key, value }: SearchTerm, before: SearchTerm[], term: string): SearchProblem | null {
  if (value === "") return say("search.no_value", { term, example: `${key}:${SEARCH_KEYS[key].example}` });
  if (!REPEATABLE.includes(key) && before.some((other) => other.key === key))
    return say("search.twice", { term });
  if (key === "assignee") {
    const isRight = ["me", "nobody"].includes(value) || isUuid(value) || value.includes("@");
    return isRight ? null : say("search.assignee", { term });
  }
  if (key === "order" && !/^[0-9a-f]{4}[0-9a-f-]{0,32}$/i.test(value)) return say("search.order", { term });
  if (key === "payload" && /^=|^[^=]*\.\.|^\.|\.=/.test(value)) return say("search.payload", { term });
  const values: readonly string[] | undefined = valuesOf(key);
  return !values || values.includes(value) ? null : say("search.one_of", { term, values: values.join(", ") });
}

function valuesOf(key: SearchKey): readonly string[] | undefined {
  const entry = SEARCH_KEYS[key];
  return "values" in entry ? entry.values : undefined;
}

/** A term as it is typed: with quotes where the value needs them. */
export function formatTerm(key: SearchKey, value: string): string {
  return `${key}:${/[\s"]/.test(value) ? `"${value.replace(/[\\"]/g, "\\$&")}"` : value}`;
}

/** The search without one of its terms: what closing its chip leaves. */
export function withoutTerm(q: string, { start, end }: SearchTerm): string {
  return `${q.slice(0, start).trimEnd()} ${q.slice(end).trimStart()}`.trim();
}
