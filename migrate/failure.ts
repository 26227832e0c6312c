import postgres from "postgres";
import { MigrateError } from "./connection.ts";

/**
 * Says where in a file a statement failed, as far as PostgreSQL knows: it counts characters from 1.
 *
 * @param text what was sent, which begins at `line` of the file
 */
export function failureIn(file: string, line: number, text: string, error: unknown): MigrateError {
  if (error instanceof MigrateError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const position = error instanceof postgres.PostgresError ? Number(error.position) : Number.NaN;
  if (!Number.isInteger(position))
    return new MigrateError(`Migration ${file} failed at line ${line}: ${reason}.`);
  const before = [...text]
    .slice(0, position - 1)
    .join("")
    .split("\n");
  const column = (before.at(-1)?.length ?? 0) + 1;
  return new MigrateError(
    `Migration ${file} failed at line ${line + before.length - 1}, column ${column}: ${reason}.`,
  );
}
