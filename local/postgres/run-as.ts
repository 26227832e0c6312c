import { execFileSync, spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname } from "node:path";
import { StartupError } from "../startup-error.ts";

/** How to start a PostgreSQL program: which command, as which user. */
export interface RunAs {
  /** The user and group that must own the data; undefined when it is the present user. */
  owner: SystemUser | undefined;
  command(program: string, args: string[]): { file: string; args: string[]; uid?: number; gid?: number };
}

function idOf(flag: "-u" | "-g"): number | undefined {
  try {
    return Number(
      execFileSync("id", [flag, "postgres"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
    );
  } catch {
    return undefined;
  }
}

/** Whom a system user is known by. */
export interface SystemUser {
  uid: number;
  gid: number;
}

function postgresUser(): SystemUser {
  if (idOf("-u") === undefined) {
    spawnSync("groupadd", ["--system", "postgres"], { stdio: "ignore" });
    spawnSync("useradd", ["--system", "--gid", "postgres", "--no-create-home", "postgres"], {
      stdio: "ignore",
    });
  }
  const uid = idOf("-u");
  const gid = idOf("-g");
  if (uid === undefined || gid === undefined) {
    throw new StartupError(
      "PostgreSQL does not run as root and the system user postgres could not be made: run this as another user, or set DATABASE_URL to a PostgreSQL of your own.",
    );
  }
  return { uid, gid };
}

/** The system user that runs PostgreSQL in the place of root; undefined when the present user may run it. */
export function systemUser(): SystemUser | undefined {
  return userInfo().uid === 0 ? postgresUser() : undefined;
}

/** Whether a user may enter a directory, by the permissions of it and of all above it. */
export function maySearch(path: string, user: SystemUser): boolean {
  for (let dir = path; ; dir = dirname(dir)) {
    const { uid, gid, mode } = statSync(dir);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (dir === dirname(dir)) return true;
  }
}

const CAPABILITY = "+dac_override";

function throughSetpriv(owner: SystemUser, program: string, args: string[]): string[] {
  return [
    `--reuid=${owner.uid}`,
    `--regid=${owner.gid}`,
    "--clear-groups",
    `--inh-caps=${CAPABILITY}`,
    `--ambient-caps=${CAPABILITY}`,
    program,
    ...args,
  ];
}

/** Whether a user can be let through directories that only root may enter: containers may lack setpriv, or its right. */
export function canPassThrough(owner: SystemUser): boolean {
  return spawnSync("setpriv", throughSetpriv(owner, "true", []), { stdio: "ignore" }).status === 0;
}

/**
 * PostgreSQL refuses to run as root. There it is started as the system user postgres, which is made when it is
 * missing. To data below a directory that only root may enter (/root, mktemp -d) that user is given the one capability
 * to pass through, by setpriv of util-linux. For programs that is not enough: see reachable.ts.
 *
 * @param dirs existing directories of the data.
 * @throws StartupError when neither is possible.
 */
export function howToRun(dirs: readonly string[]): RunAs {
  const owner = systemUser();
  if (!owner) return { owner, command: (file, args) => ({ file, args }) };
  const closed = dirs.find((dir) => !maySearch(dir, owner));
  if (!closed) return { owner, command: (file, args) => ({ file, args, ...owner }) };
  if (!canPassThrough(owner)) {
    throw new StartupError(
      `The system user postgres, which runs the database because you are root, may not enter ${closed}: move the project to a directory that others may enter, run it as another user, or set DATABASE_URL.`,
    );
  }
  return {
    owner,
    command: (program, args) => ({ file: "setpriv", args: throughSetpriv(owner, program, args) }),
  };
}
