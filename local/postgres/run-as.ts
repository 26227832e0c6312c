import { execFileSync, spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname } from "node:path";
import { StartupError } from "../startup-error.ts";

/** How to start a PostgreSQL program: which command, as which user. */
export interface RunAs {
  /** The user and group that must own the data; undefined when it is the present user. */
  owner: { uid: number; gid: number } | undefined;
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

function postgresUser(): { uid: number; gid: number } {
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

function maySearch(path: string, user: { uid: number; gid: number }): boolean {
  for (let dir = path; ; dir = dirname(dir)) {
    const { uid, gid, mode } = statSync(dir);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (dir === dirname(dir)) return true;
  }
}

/**
 * PostgreSQL refuses to run as root. There it is started as the system user postgres, which is made when it is
 * missing. Below a directory that only root may enter (/root, mktemp -d) that user is given the one capability to
 * pass through, by setpriv of util-linux.
 *
 * @param dirs existing directories that the programs must reach.
 * @throws StartupError when neither is possible.
 */
export function howToRun(dirs: readonly string[]): RunAs {
  if (userInfo().uid !== 0) return { owner: undefined, command: (file, args) => ({ file, args }) };
  const owner = postgresUser();
  const closed = dirs.find((dir) => !maySearch(dir, owner));
  if (!closed) return { owner, command: (file, args) => ({ file, args, ...owner }) };

  const capability = "+dac_override";
  const wrap = (program: string, args: string[]) => [
    `--reuid=${owner.uid}`,
    `--regid=${owner.gid}`,
    "--clear-groups",
    `--inh-caps=${capability}`,
    `--ambient-caps=${capability}`,
    program,
    ...args,
  ];
  if (spawnSync("setpriv", wrap("true", []), { stdio: "ignore" }).status !== 0) {
    throw new StartupError(
      `The system user postgres, which runs the database because you are root, may not enter ${closed}: move the project to a directory that others may enter, run it as another user, or set DATABASE_URL.`,
    );
  }
  return { owner, command: (program, args) => ({ file: "setpriv", args: wrap(program, args) }) };
}
