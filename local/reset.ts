import { existsSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isLocalDir } from "./local-dir.ts";
import { findHolder } from "./lock.ts";
import { stopStaleServer } from "./postgres/stale-server.ts";
import { readSettings } from "./settings.ts";
import { StartupError } from "./startup-error.ts";

/**
 * Deletes the local data.
 *
 * @throws StartupError when Reprise is running, or the directory was not made by it.
 */
async function reset(): Promise<void> {
  const { localDir } = readSettings();
  if (!existsSync(localDir)) return console.log(`There is no data in ${localDir}.`);
  const holder = findHolder(localDir);
  if (holder) {
    throw new StartupError(
      `Reprise is running at ${holder.address} (process ${holder.pid}): stop it, then reset.`,
    );
  }
  if (!isLocalDir(localDir)) {
    throw new StartupError(
      `LOCAL_DIR=${localDir} was not made by the local stack: delete it by hand if you mean it.`,
    );
  }
  const dataDir = join(localDir, "postgres");
  if (existsSync(dataDir)) {
    await stopStaleServer(dataDir);
    // It may be a link to where the database's user can reach it.
    rmSync(realpathSync(dataDir), { recursive: true });
  }
  rmSync(localDir, { recursive: true });
  console.log(`Deleted ${localDir}.`);
}

try {
  await reset();
} catch (error) {
  console.error(error instanceof StartupError ? error.message : error);
  process.exitCode = 1;
}
