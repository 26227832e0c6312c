import { connect, MigrateError, takeTurn } from "../migrate/connection.ts";
import { MIGRATIONS_DIR, readMigrations } from "../migrate/files.ts";
import { install } from "../migrate/install.ts";
import { StartupError } from "./startup-error.ts";

/**
 * Applies the migrations that the database has not seen, the base schema included, as `npm run migrate` does. Two processes
 * that do so at once take turns. A database with an earlier form of them is left as it is.
 *
 * @param databaseUrl a database that prepareDatabase() has prepared.
 * @param dir the directory of `<version>_<name>.sql` files.
 * @returns the files that were applied now.
 * @throws StartupError naming file, line and column of the statement that failed; earlier files stay applied. Or naming
 *   what to do with a database that has an earlier form of a migration.
 */
export async function applyMigrations(databaseUrl: string, dir = MIGRATIONS_DIR): Promise<string[]> {
  try {
    const migrations = await readMigrations(dir);
    const { session, close } = await connect(databaseUrl);
    try {
      await takeTurn(session, () => {});
      return await install(session, migrations, { base: true });
    } finally {
      // The lock goes with the session.
      await close();
    }
  } catch (error) {
    if (error instanceof MigrateError) throw new StartupError(error.message);
    throw error;
  }
}
