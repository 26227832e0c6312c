import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { applyMigrations } from "../../local/migrations.ts";
import { createDatabase } from "../../local/postgres/index.ts";
import { prepareDatabase } from "../../local/prepare-database.ts";

/** More than any check has under way at once. */
const CONNECTIONS = 30;

/**
 * Runs something on a database of its own with all migrations, where no server relays, and drops it afterwards.
 *
 * @param serverUrl any database of the server, as its superuser
 */
export async function withScratchDatabase<T>(
  serverUrl: string,
  use: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const name = `scratch_${randomBytes(4).toString("hex")}`;
  const url = await createDatabase(serverUrl, name);
  await prepareDatabase(url);
  await applyMigrations(url);
  const sql = postgres(url, { max: CONNECTIONS, onnotice: () => {} });
  try {
    return await use(sql);
  } finally {
    await sql.end({ timeout: 5 });
    const admin = postgres(serverUrl, { max: 1, onnotice: () => {} });
    await admin`drop database ${admin(name)} with (force)`;
    await admin.end();
  }
}
