import type { AppLoadContext } from "@remix-run/node";
import { z } from "zod";
import { isTooDeep } from "~/lib/bounds";
import { AppError, type ErrorBody, invalid, refusal } from "~/lib/errors/app-error";
import { say, type Thing } from "~/lib/errors/catalogue";
import { sentenceOfIssue } from "~/lib/errors/issues";
import type { WordedSentence } from "~/lib/errors/sentence";
import { stringifyExact } from "~/lib/exact-json";
import { log } from "~/lib/log.server";
import { requestIdOf } from "~/lib/request-id.server";
import { pathOfUnstorable } from "~/lib/storable-text";

/** A body larger than this is no form of ours. The server counts as much itself, before a route sees the request. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** The path by which a person would name a field: "variant_numbers.0". Issues of the whole object count as "_". */
function fieldsOf(error: z.ZodError): Record<string, WordedSentence> {
  // A map first: on an object "constructor" would be there already, and "__proto__" could not be set.
  const fields = new Map<string, WordedSentence>();
  const add = (field: string, sentence: WordedSentence) => fields.set(field, fields.get(field) ?? sentence);
  for (const issue of error.issues) {
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) add(key, say("no_such_field"));
    } else {
      add(issue.path.join(".") || "_", sentenceOfIssue(issue));
    }
  }
  return Object.fromEntries(fields);
}

/**
 * Reads a body as text, and leaves off as soon as it is too large: what it says of its length may be a lie.
 *
 * @throws AppError 413 above 1 MiB
 */
export async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const reader = request.body?.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    bytes += part.value.byteLength;
    // The rest is not cancelled: that would cut the connection before the answer.
    if (bytes > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(part.value);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/**
 * Parses what a form or program sent as JSON.
 *
 * @param parse parseExact where numbers are to stay as they are written
 * @throws AppError 415 for another content type, 413 above 1 MiB, 400 for text that is no JSON or nested too deeply, 422
 *   with a sentence for each field that is wrong
 */
export async function parseBody<S extends z.ZodType>(
  request: Request,
  schema: S,
  parse: (text: string) => unknown = JSON.parse,
): Promise<z.infer<S>> {
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) {
    throw refusal("not_json");
  }
  const text = await readText(request);
  if (isTooDeep(text)) throw refusal("too_deep");
  let body: unknown;
  try {
    body = parse(text);
  } catch (cause) {
    throw refusal("malformed_json", {}, { cause });
  }
  const unstorable = pathOfUnstorable(body);
  if (unstorable !== null) throw notStorable(unstorable);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw invalid(
    fieldsOf(parsed.error),
    schema instanceof z.ZodObject ? { allowed: Object.keys(schema.shape) } : {},
  );
}

function notStorable(field: string): AppError {
  return invalid({ [field]: say("not_storable") });
}

function tooLarge(): AppError {
  return refusal("too_large", { mebibytes: MAX_BODY_BYTES / 1024 / 1024 });
}

/**
 * Reads what a page's form sent.
 *
 * @throws AppError 415 for another content type than a form's, 413 above 1 MiB
 */
export async function readForm(request: Request): Promise<URLSearchParams> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers.get("content-type") ?? "")) {
    throw refusal("not_a_form");
  }
  const form = new URLSearchParams(await readText(request));
  // As the decoder itself does with what is no UTF-8: neither Auth nor PostgreSQL takes a character of code 0.
  return new URLSearchParams([...form].map(([name, value]) => [name, value.replaceAll("\0", "\ufffd")]));
}

/**
 * Parses the query of an address. The schema is strict: an unknown name is an error, never ignored, since a filter
 * that is ignored shows the wrong rows.
 *
 * @throws AppError 400 with a sentence for each parameter that is wrong
 */
export function parseQuery<S extends z.ZodType>(request: Request, schema: S): z.infer<S> {
  // Remix adds two to resource addresses. From entries, so that "__proto__" is a name like any other.
  const query = Object.fromEntries(
    [...new URL(request.url).searchParams].filter(([name]) => name !== "_routes" && name !== "_data"),
  );
  const unstorable = pathOfUnstorable(query);
  const parsed = schema.safeParse(query);
  if (parsed.success && unstorable === null) return parsed.data;
  const fields = parsed.error ? fieldsOf(parsed.error) : { [unstorable ?? "_"]: say("not_storable") };
  const allowed = schema instanceof z.ZodObject ? Object.keys(schema.shape).join(", ") : null;
  throw refusal("invalid_query", { parameters: Object.keys(fields).join(", "), allowed }, { fields });
}

/**
 * Parses an id out of an address.
 *
 * @throws AppError 404 when it is no uuid: there can be no such thing
 */
export function parseId(id: string | undefined, what: Thing): string {
  const parsed = z.guid().safeParse(id);
  if (parsed.success) return parsed.data.toLowerCase();
  throw refusal("not_found.mistyped", { what });
}

/** JSON that no cache keeps. */
export function json(value: unknown, init: { status?: number; headers?: Headers } = {}): Response {
  const headers = new Headers(init.headers);
  headers.set("content-type", "application/json; charset=utf-8");
  headers.set("cache-control", "no-store");
  return new Response(stringifyExact(value), { status: init.status ?? 200, headers });
}

/**
 * Turns whatever was thrown into the answer for a program: an AppError says what it says, anything else is logged
 * whole and answered with its request id alone.
 */
export function errorResponse(error: unknown, requestId: string, headers?: Headers): Response {
  const known = error instanceof AppError ? error : null;
  if (!known || known.status >= 500) log().error({ err: error, request_id: requestId }, "request failed");
  const body: ErrorBody = {
    error: known
      ? {
          code: known.code,
          message: known.message,
          ...(known.fields && { fields: known.fields }),
          ...(known.facts && { facts: known.facts }),
          request_id: requestId,
        }
      : { ...say("internal", { request_id: requestId }), request_id: requestId },
  };
  const response = json(body, { status: known?.status ?? 500, ...(headers && { headers }) });
  if (known?.retryAfterSeconds !== undefined)
    response.headers.set("retry-after", String(known.retryAfterSeconds));
  return response;
}

/**
 * The loader or action of a resource that has none for a method.
 *
 * @param allowed the methods there are, for the Allow header
 */
export function methodNotAllowed(...allowed: string[]) {
  return async ({ request, context }: { request: Request; context?: AppLoadContext }): Promise<Response> => {
    const error = refusal("method_not_allowed", {
      method: request.method,
      allowed,
    });
    const headers = new Headers({ allow: allowed.join(", ") });
    return errorResponse(error, requestIdOf(context), headers);
  };
}
