import type { PostgrestError } from "@supabase/supabase-js";
import type { z } from "zod";
import { type AppError, refusal } from "~/lib/errors/app-error";

/** What every query and rpc of supabase-js answers. */
export type Answer = { data: unknown; error: PostgrestError | null };

/** A Postgres that cannot be reached or is too busy: SQLSTATE classes 08, 53, 57P, and a fetch that failed. */
const UNAVAILABLE = /^(08|53|57P)|fetch failed|ECONN|ETIMEDOUT|timeout/i;

/**
 * Nothing was begun: no connection was made (SQLSTATE 08001, 08004, 57P03, or by the operating system's word), or the
 * server had no room for it (class 53).
 */
const NOT_BEGUN = /^(08001|08004|53|57P03)|ECONNREFUSED|ENOTFOUND/;

/** A database that went away in the middle may have committed and not said so: then nobody knows, and we say that. */
function unavailable(error: PostgrestError): AppError {
  const options = { retryAfterSeconds: 5, cause: error };
  if (NOT_BEGUN.test(error.code) || NOT_BEGUN.test(`${error.message} ${error.details}`)) {
    return refusal("database_unavailable", {}, options);
  }
  return refusal("database_lost", {}, options);
}

/**
 * The data of a Supabase answer.
 *
 * @param result what a query or an rpc answered
 * @param doing what was being done, for the error, such as "read the order"
 * @throws AppError 503 when the database is out of reach or went away meanwhile, otherwise an Error that keeps the cause
 */
export function dataOf<R extends Answer>(result: R, doing: string): Extract<R, { error: null }>["data"] {
  const { data, error } = result;
  if (error === null) return data;
  if (UNAVAILABLE.test(error.code || error.message)) throw unavailable(error);
  throw new Error(`Could not ${doing}: ${error.message} (${error.code})`, { cause: error });
}

/**
 * The answer of a state function, parsed. A function answers `{"ok": true, ...}` or `{"ok": false, "code": ...}`.
 *
 * @throws as `dataOf`; and a ZodError when the function answers something else than `schema`
 */
export function answerOf<S extends z.ZodType>(result: Answer, schema: S, doing: string): z.infer<S> {
  return schema.parse(dataOf<Answer>(result, doing));
}
