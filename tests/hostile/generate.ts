import fc from "fast-check";
import type { Parameters } from "./known-parameters";
import type { RawRequest } from "./raw-request";
import { type AddressPart, addressOf } from "./site-routes";
import { HOSTILE_JSON, HOSTILE_TEXTS } from "./values";

export const METHODS = [
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "TRACE",
  "PROPFIND",
] as const;

/** A route with everything that may be wrong with a request to it. */
export interface Target {
  route: AddressPart[];
  parameters: Parameters;
}

/** Gives the id of a thing that exists, so that a request gets as far as it can. */
export type IdOf = (parameter: string, before: string) => string;

const encoded = (text: string) => encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, "\ufffd"));
const hostileText = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ maxLength: 20 }));

/** Percent signs and lone surrogates cannot be in an address but encoded, some wrongly on purpose. */
const hostilePart = fc.oneof(
  hostileText.map(encoded).filter((text) => text !== ""),
  fc.constantFrom("%00", "%ff", "%", "%ED%A0%80", "..", "%2e%2e", "%2f", "\\", "'", "null", ".data"),
);

function pathOf(target: Target, idOf: IdOf): fc.Arbitrary<string> {
  const known = fc.constant(addressOf(target.route, idOf));
  const hostileIds = fc
    .array(hostilePart, { minLength: 4, maxLength: 4 })
    .map((parts) => addressOf(target.route, (_name, before) => parts[before.length % 4] ?? "x"));
  return fc.oneof(
    { weight: 6, arbitrary: known },
    { weight: 2, arbitrary: hostileIds },
    { weight: 1, arbitrary: fc.tuple(known, hostilePart).map(([path, end]) => `${path}/${end}`) },
    { weight: 1, arbitrary: known.map((path) => `${path}.data`) },
    { weight: 1, arbitrary: fc.tuple(hostilePart, known).map(([start, path]) => `/${start}/..${path}`) },
    { weight: 1, arbitrary: known.map((path) => path.replaceAll("/", "\\").replace("\\", "/")) },
  );
}

function queryOf({ parameters }: Target): fc.Arbitrary<string> {
  const name = fc.constantFrom(...parameters.query, "_data", "_routes", "index", "redirectTo", "__proto__");
  const value = fc.oneof(hostileText.map(encoded), fc.constantFrom("%00", "%ED%A0%80", "%", "1", "desc"));
  const pairs = fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 3 });
  return fc.oneof(
    fc.constant(""),
    pairs.map((all) => `?${all.map(([key, text]) => `${key}=${text}`).join("&")}`),
  );
}

/**
 * Bodies of which no route takes one: an object has a field that no route has, so that nothing is done by chance.
 */
function bodyOf({ parameters }: Target): fc.Arbitrary<string | undefined> {
  const name = fc
    .constantFrom(...parameters.body, "note", "version", "__proto__")
    .map((key) => JSON.stringify(key));
  const field = fc.tuple(name, fc.constantFrom(...HOSTILE_JSON)).map(([key, value]) => `${key}:${value}`);
  const object = fc
    .array(field, { maxLength: 4 })
    .map((fields) => `{${[...fields, '"no-such-parameter":1'].join(",")}}`);
  return fc.oneof(
    { weight: 5, arbitrary: object },
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...HOSTILE_JSON.filter((json) => json !== "{}")) },
    { weight: 1, arbitrary: fc.string().filter((text) => text.trim() !== "{}") },
  );
}

const headers = fc.record(
  {
    "content-type": fc.oneof(
      { weight: 5, arbitrary: fc.constant("application/json") },
      { weight: 1, arbitrary: fc.constantFrom("text/plain", "application/x-www-form-urlencoded", "x") },
      { weight: 1, arbitrary: fc.constant("multipart/form-data; boundary=x") },
    ),
    accept: fc.constantFrom("text/html", "application/json", "*/*", "x"),
    range: fc.constantFrom("bytes=0-1", "bytes=-0", "bytes=9-1", "bytes=x", "lines=1-2", "bytes=0-1,3-4"),
    "if-none-match": fc.constantFrom("*", '"x"', "x"),
    "if-range": fc.constantFrom('"x"', "x", "Wed, 21 Oct 2015 07:28:00 GMT"),
    "idempotency-key": fc.constantFrom("x", "a key of eight and more", "x".repeat(500)),
    "x-forwarded-host": fc.constantFrom("evil.example", "evil.example, other", "%"),
    "x-forwarded-proto": fc.constantFrom("https", "x"),
  },
  { requiredKeys: [] },
);

/** Another site's page is refused before anything else is looked at, so few requests come from one. */
const origin = fc.oneof(
  { weight: 9, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constantFrom({ origin: "null" }, { origin: "https://evil.example" }) },
);

/** Any request to any route, with values that nobody means well by. */
export function hostileRequest(targets: readonly Target[], idOf: IdOf): fc.Arbitrary<RawRequest> {
  return fc.constantFrom(...targets).chain((target) =>
    fc
      .record({
        // What reads and what writes is met more often than what no route has.
        method: fc.oneof(fc.constantFrom(...METHODS), fc.constantFrom("GET", "POST")),
        path: pathOf(target, idOf),
        query: queryOf(target),
        headers: fc.tuple(headers, origin).map(([all, from]) => ({ ...all, ...from })),
        body: bodyOf(target),
      })
      .map(({ method, path, query, headers, body }) => ({
        method,
        path: path + query,
        headers,
        ...(method !== "GET" && method !== "HEAD" && method !== "TRACE" && { body }),
      })),
  );
}
