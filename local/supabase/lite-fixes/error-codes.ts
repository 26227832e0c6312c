import type { PostgresConnection } from "@supabase/lite/postgres";
import postgres from "postgres";

/** HTTP status by SQLSTATE or its class, https://docs.postgrest.org/en/v13/references/errors.html */
const STATUS_BY_CODE: Record<string, number> = {
  "08": 503,
  "09": 500,
  "0L": 403,
  "0P": 403,
  "25": 500,
  "28": 403,
  "2D": 500,
  "38": 500,
  "39": 500,
  "3B": 500,
  "40": 500,
  "42P01": 404,
  "53": 503,
  "53400": 500,
  "54": 500,
  "55": 500,
  "57": 500,
  "58": 500,
  F0: 500,
  HV: 500,
  P0: 500,
  P0001: 400,
  XX: 500,
};

/** Answered as PostgREST does already, or needed by Storage under its own code. */
function isHandledByLite(code: string): boolean {
  if (code === "42P01") return false;
  if (code.startsWith("PT") || code === "PGRST" || code === "25006") return true;
  return ["21", "22", "23502", "23503", "23505", "42"].some((prefix) => code.startsWith(prefix));
}

/** The status that PostgREST answers with when a statement fails with this SQLSTATE. */
export function statusOf(code: string): number {
  return STATUS_BY_CODE[code] ?? STATUS_BY_CODE[code.slice(0, 2)] ?? 400;
}

/**
 * Defect: a failed check and an exception raised with a code of one's own come back as code SUP with status 500 and
 * without detail and hint. Fix: hand such an error on in the form in which PostgREST lets SQL choose the whole
 * answer (SQLSTATE PGRST, the message and the detail being JSON), which the library implements.
 */
export function keepErrorCodes(connection: PostgresConnection): void {
  const normalize = connection.normalizeDbError.bind(connection);
  connection.normalizeDbError = (error) => {
    if (!(error instanceof postgres.PostgresError) || isHandledByLite(error.code)) return normalize(error);
    const { code, message, detail = null, hint = null } = error;
    return {
      code: "PGRST",
      message: JSON.stringify({ code, message, details: detail, hint }),
      detail: JSON.stringify({ status: statusOf(code), headers: {} }),
    };
  };
}
