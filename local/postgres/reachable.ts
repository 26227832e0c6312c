import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { StartupError, systemErrorCode } from "../startup-error.ts";
import type { PostgresBinaries } from "./binaries.ts";
import { canPassThrough, maySearch, type SystemUser } from "./run-as.ts";

/** Where root keeps what the system user postgres has to reach and cannot reach where it is. */
const STATE_DIR = "/var/lib/reprise";

function makeStateDir(stateDir: string, closed: string): void {
  try {
    mkdirSync(stateDir, { recursive: true });
    chmodSync(stateDir, 0o755);
  } catch (error) {
    throw new StartupError(
      `The system user postgres, which runs the database because you are root, may not enter ${closed}, and ${stateDir} cannot be made in its place (${systemErrorCode(error) ?? error}): run this as another user, or set DATABASE_URL.`,
    );
  }
}

/** Visits a directory and everything in it, but for links. */
function walk(path: string, visit: (path: string, isDirectory: boolean) => void): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  visit(path, stat.isDirectory());
  if (stat.isDirectory()) for (const name of readdirSync(path)) walk(join(path, name), visit);
}

/**
 * The programs where a user may run them. PostgreSQL looks for its own programs with access(2), which ignores
 * capabilities: below a directory that only root may enter it does not find them. There they are copied, once for each
 * installation.
 */
export function reachablePrograms(
  binaries: PostgresBinaries,
  user: SystemUser | undefined,
  stateDir = STATE_DIR,
): PostgresBinaries {
  const bin = dirname(binaries.postgres);
  if (!user || maySearch(bin, user)) return binaries;
  makeStateDir(stateDir, bin);
  const { size, mtimeMs } = statSync(binaries.postgres);
  const hash = createHash("sha256").update(`${bin} ${size} ${mtimeMs}`).digest("hex").slice(0, 12);
  const copy = join(stateDir, `programs-${hash}`);
  if (!existsSync(copy)) {
    const making = `${copy}.${randomBytes(4).toString("hex")}`;
    cpSync(dirname(bin), making, { recursive: true, verbatimSymlinks: true });
    // What root installed under a strict umask is for root alone.
    walk(making, (path) => chmodSync(path, 0o755));
    try {
      renameSync(making, copy);
    } catch (error) {
      // Another start was faster.
      rmSync(making, { recursive: true, force: true });
      if (!existsSync(copy)) throw error;
    }
  }
  return { initdb: join(copy, "bin", "initdb"), postgres: join(copy, "bin", "postgres") };
}

/**
 * The directory of the data, made where it is missing. Where its user may not enter it and cannot be let through either,
 * the data is kept elsewhere, and a link stands in its place.
 *
 * @returns its real path
 */
export function reachableDataDir(
  dataDir: string,
  user: SystemUser | undefined,
  options: { stateDir?: string; passThrough?: (user: SystemUser) => boolean } = {},
): string {
  const { stateDir = STATE_DIR, passThrough = canPassThrough } = options;
  mkdirSync(dirname(dataDir), { recursive: true, mode: 0o700 });
  const elsewhere = lstatSync(dataDir, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  if (!user || elsewhere || maySearch(dirname(dataDir), user) || passThrough(user)) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return realpathSync(dataDir);
  }
  makeStateDir(stateDir, dirname(dataDir));
  const target = join(stateDir, `data-${randomBytes(6).toString("hex")}`);
  if (existsSync(dataDir)) {
    // Made when it could be reached. Copied and not renamed, since it may be another file system.
    cpSync(dataDir, target, { recursive: true, verbatimSymlinks: true });
    rmSync(dataDir, { recursive: true });
  } else {
    mkdirSync(target);
  }
  walk(target, (path, isDirectory) => {
    chownSync(path, user.uid, user.gid);
    chmodSync(path, isDirectory ? 0o700 : 0o600);
  });
  symlinkSync(target, dataDir);
  return target;
}
