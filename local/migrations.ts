import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { SETUP_LOCK } from "./prepare-database.ts";
import { StartupError } from "./startup-error.ts";

/** Where the project's migrations lie. */
export const MIGRATIONS_DIR = fileURLToPath(new URL("../supabase/migrations/", import.meta.url));

interface Migration {
  version: string;
  name: string;
  file: string;
}

/** The name pattern of the Supabase CLI; other files are not migrations. */
const FILE_NAME = /^(\d+)_(.*)\.sql$/;

function listMigrations(dir: string): Migration[] {
  return readdirSync(dir)
    .sort()
    .flatMap((file) => {
      const [, version, name] = FILE_NAME.exec(file) ?? [];
      return version && name ? [{ version, name, file }] : [];
    });
}

/** Says where in the file a statement failed, as far as PostgreSQL knows: it counts characters from 1. */
function describeFailure(file: string, text: string, error: unknown): StartupError {
  const reason = error instanceof Error ? error.message : String(error);
  const position = error instanceof postgres.PostgresError ? Number(error.position) : Number.NaN;
  if (!Number.isInteger(position)) return new StartupError(`Migration ${file} failed: ${reason}.`);
  const before = [...text]
    .slice(0, position - 1)
    .join("")
    .split("\n");
  const column = (before.at(-1)?.length ?? 0) + 1;
  return new StartupError(`Migration ${file} failed at line ${before.length}, column ${column}: ${reason}.`);
}

/**
 * Applies the migrations that the database has not seen, each in a transaction of its own, in the order of their
 * versions, and records them where the Supabase CLI does. Two processes that do so at once take turns.
 *
 * @param databaseUrl a database that prepareDatabase() has prepared.
 * @param dir the directory of `<version>_<name>.sql` files.
 * @returns the files that were applied now.
 * @throws StartupError naming file, line and column of the statement that failed; earlier files stay applied.
 */
export async function applyMigrations(databaseUrl: string, dir = MIGRATIONS_DIR): Promise<string[]> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const applied: string[] = [];
  try {
    await sql`select pg_advisory_lock(${SETUP_LOCK})`;
    const rows = await sql<{ version: string }[]>`select version from supabase_migrations.schema_migrations`;
    const known = new Set(rows.map((row) => row.version));
    for (const { version, name, file } of listMigrations(dir)) {
      if (known.has(version)) continue;
      const text = readFileSync(join(dir, file), "utf8");
      try {
        await sql.begin(async (tx) => {
          await tx.unsafe(text).simple();
          await tx`
            insert into supabase_migrations.schema_migrations (version, name, statements)
            values (${version}, ${name}, ${[text]})`;
        });
      } catch (error) {
        throw describeFailure(file, text, error);
      }
      applied.push(file);
    }
    // PostgREST, and the local API, read the schema once and again when they are told to.
    if (applied.length > 0) await sql`notify pgrst, 'reload schema'`;
    return applied;
  } finally {
    // The lock goes with the session.
    await sql.end({ timeout: 5 });
  }
}
