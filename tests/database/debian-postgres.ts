import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { findFreePort } from "../../local/ports.ts";
import type { PostgresServer } from "../../local/postgres/index.ts";
import { howToRun } from "../../local/postgres/run-as.ts";
import { STOP_STEPS } from "../../local/postgres/stale-server.ts";
import { identifyProcess, stopProcess } from "../../local/processes.ts";

/** Where Debian's package postgresql-15 puts its programs. */
const PROGRAMS = "/usr/lib/postgresql/15/bin";
const START_WITHIN_MS = 30_000;

/** True when Debian's PostgreSQL 15 is installed on this machine. */
export function hasDebianPostgres(): boolean {
  return existsSync(join(PROGRAMS, "initdb")) && existsSync(join(PROGRAMS, "postgres"));
}

async function accepts(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} });
  return sql`select 1`
    .then(() => true)
    .catch(() => false)
    .finally(() => sql.end({ timeout: 1 }));
}

/**
 * Starts Debian's PostgreSQL 15 on a free port of 127.0.0.1 for the length of a test run. It trusts every local
 * connection and does not wait for the disk: nothing in it is to last.
 *
 * @param dataDir a directory that does not exist yet; the server's user gets it.
 * @throws Error when the server does not come up in time.
 */
export async function startDebianPostgres(dataDir: string): Promise<PostgresServer> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const how = howToRun([dirname(dataDir), PROGRAMS]);
  if (how.owner) chownSync(dataDir, how.owner.uid, how.owner.gid);
  const initdb = how.command(join(PROGRAMS, "initdb"), [
    `--pgdata=${dataDir}`,
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--no-sync",
  ]);
  execFileSync(initdb.file, initdb.args, { uid: initdb.uid, gid: initdb.gid, stdio: "pipe", cwd: "/" });

  const port = await findFreePort();
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "fsync=off",
    "timezone=UTC",
    "log_min_error_statement=panic",
  ];
  const server = how.command(join(PROGRAMS, "postgres"), [
    "-D",
    dataDir,
    "-p",
    String(port),
    ...settings.flatMap((setting) => ["-c", setting]),
  ]);
  const child = spawn(server.file, server.args, {
    uid: server.uid,
    gid: server.gid,
    detached: true,
    stdio: "ignore",
    cwd: "/",
  });
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const deadline = Date.now() + START_WITHIN_MS;
  while (!(await accepts(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill("SIGQUIT");
      throw new Error(`Debian's PostgreSQL 15 did not start (exit code ${child.exitCode})`);
    }
    await sleep(30);
  }
  return {
    url,
    stop: async () => {
      if (identity) await stopProcess(identity, STOP_STEPS);
    },
  };
}
