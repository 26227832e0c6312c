import type { PostgresType } from "postgres";

/** PostgreSQL writes 2026-03-01 12:00:00.5+00; PostgREST, through to_json, 2026-03-01T12:00:00.5+00:00. */
function toIso(text: string): string {
  return text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00");
}

/** Whether a text is JSON already. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Defect: a timestamp at the top level of a row comes in PostgreSQL's notation, not ISO 8601, and a numeric that is
 * not written in its shortest form (12.50) as a string. And a jsonb argument of a function is turned into JSON twice,
 * by the library and by its driver, so that the function gets a string. Fix: parsers and serializers for the driver, to
 * be given to createPostgresConnection as `postgresOptions.types`. The numbers are the type ids of pg_type.dat.
 */
export const valueTypes: Record<string, PostgresType> = {
  jsonb: {
    to: 3802,
    from: [3802],
    serialize: (value: unknown) =>
      typeof value === "string" && isJson(value) ? value : JSON.stringify(value),
    parse: (text: string) => JSON.parse(text),
  },
  numeric: { to: 1700, from: [1700], serialize: String, parse: (text: string) => Number(text) },
  timestamp: { to: 1114, from: [1114], serialize: (value: unknown) => value, parse: toIso },
  timestamptz: { to: 1184, from: [1184], serialize: (value: unknown) => value, parse: toIso },
};
