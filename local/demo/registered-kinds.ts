import type postgres from "postgres";
import {
  type KindsOfErrors,
  kindsOfErrors,
  readKindsAnswer,
} from "../../app/lib/failed-jobs/kind-of-error.server.ts";

/** The kinds of error that a database has, so that what is written into it has its kind from the first look on. */
export async function registeredKinds(sql: postgres.Sql): Promise<KindsOfErrors> {
  const [row] = await sql`select desk.read_error_kinds() as answer`;
  const { version, kinds } = readKindsAnswer.parse(row?.answer);
  return kindsOfErrors(version, kinds);
}
