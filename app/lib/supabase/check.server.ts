import type { PostgrestError } from "@supabase/supabase-js";
import type { z } from "zod";
import { AppError } from "~/lib/errors";

/** What every query and rpc of supabase-js answers. */
export type Answer = { data: unknown; error: PostgrestError | null };

/** A Postgres that cannot be reached or is too busy: SQLSTATE classes 08, 53, 57P, and a fetch that failed. */
const UNAVAILABLE = /^(08|53|57P)|fetch failed|ECONN|ETIMEDOUT|timeout/i;

/**
 * The data of a Supabase answer.
 *
 * @param result what a query or an rpc answered
 * @param doing what was being done, for the error, such as "read the order"
 * @throws AppError 503 when the database is out of reach, otherwise an Error that keeps the cause
 */
export function dataOf<R extends Answer>(result: R, doing: string): Extract<R, { error: null }>["data"] {
  const { data, error } = result;
  if (error === null) return data;
  if (UNAVAILABLE.test(error.code || error.message)) {
    throw new AppError(
      "database_unavailable",
      503,
      "The database does not answer at the moment. Nothing was changed; try again in a few seconds.",
      { retryAfterSeconds: 5, cause: error },
    );
  }
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
