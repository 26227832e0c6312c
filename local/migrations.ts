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

interface Applied {
  version: string;
  name: string | null;
  statements: string[] | null;
}

/** The first of the migrations that one file, the desk's, has taken the place of. */
const FORMER_DESK = "20260601090000";

/**
 * A migration that was applied and is another one now cannot be applied again, and what it made cannot be told from what
 * it would make today. (The Supabase CLI records single statements: these are not compared.)
 */
function refuseFormer(applied: Applied[], migrations: Migration[], dir: string): void {
  const files = new Map(migrations.map(({ version, file }) => [version, file]));
  const isFormer = ({ version, name, statements }: Applied) => {
    if (version === FORMER_DESK && name === "operations_tables") return true;
    const file = files.get(version);
    const [text, ...more] = statements ?? [];
    if (!file || text === undefined || more.length > 0) return false;
    return text !== readFileSync(join(dir, file), "utf8");
  };
  const former = applied.find(isFormer);
  if (former)
    throw new StartupError(
      `The database has an earlier schema (its migration ${former.version}_${former.name} is not there any more, or has changed). Nothing was changed. Delete the local data with npm run reset, or give DATABASE_URL a new database.`,
    );
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
 * versions, and records them where the Supabase CLI does. Two processes that do so at once take turns. A database with an
 * earlier form of them is left as it is.
 *
 * @param databaseUrl a database that prepareDatabase() has prepared.
 * @param dir the directory of `<version>_<name>.sql` files.
 * @returns the files that were applied now.
 * @throws StartupError naming file, line and column of the statement that failed; earlier files stay applied. Or naming
 *   what to do with a database that has an earlier form of a migration.
 */
export async function applyMigrations(databaseUrl: string, dir = MIGRATIONS_DIR): Promise<string[]> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const applied: string[] = [];
  try {
    await sql`select pg_advisory_lock(${SETUP_LOCK})`;
    const rows = await sql<Applied[]>`
      select version, name, statements from supabase_migrations.schema_migrations order by version`;
    const migrations = listMigrations(dir);
    refuseFormer(rows, migrations, dir);
    const known = new Set(rows.map((row) => row.version));
    for (const { version, name, file } of migrations) {
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
