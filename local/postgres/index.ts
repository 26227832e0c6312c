import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { findFreePort } from "../ports.ts";
import { identifyProcess, stopProcess, waitForExit } from "../processes.ts";
import { StartupError } from "../startup-error.ts";
import { findPostgresBinaries, type PostgresBinaries } from "./binaries.ts";
import { reachableDataDir, reachablePrograms } from "./reachable.ts";
import { howToRun, type RunAs, systemUser } from "./run-as.ts";
import { STOP_STEPS, stopStaleServer } from "./stale-server.ts";

/** A running PostgreSQL. */
export interface PostgresServer {
  /** Connection string of the database "reprise", as its superuser. */
  url: string;
  /** Ends all connections and stops the server; safe to call twice. */
  stop(): Promise<void>;
}

const USER = "postgres";
const DATABASE = "reprise";
const START_WITHIN_MS = 30_000;

/** Sized for a developer's machine; durability (fsync) keeps its default, on. */
const SETTINGS: Record<string, string> = {
  listen_addresses: "127.0.0.1",
  // TCP only: a socket's path may be no longer than 107 bytes, and the project may lie deep.
  unix_socket_directories: "",
  max_connections: "200",
  shared_buffers: "256MB",
  timezone: "UTC",
  log_timezone: "UTC",
  log_min_messages: "warning",
  // An error is an answer to whoever asked; logging each one would fill the disk in a test run.
  log_min_error_statement: "panic",
};

function keepPassword(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}

function run(how: RunAs, program: string, args: string[], logFile: string) {
  const { file, args: words, uid, gid } = how.command(program, args);
  const log = openSync(logFile, "a", 0o600);
  // A group of its own: Ctrl-C in the terminal must reach the supervisor alone, which stops things in order.
  const child = spawn(file, words, { uid, gid, detached: true, stdio: ["ignore", log, log], cwd: "/" });
  closeSync(log);
  return child;
}

async function initialise(how: RunAs, initdb: string, dataDir: string, password: string, logFile: string) {
  const passwordFile = `${dataDir}.initial-password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (how.owner) chownSync(passwordFile, how.owner.uid, how.owner.gid);
  try {
    const child = run(
      how,
      initdb,
      [
        `--pgdata=${dataDir}`,
        `--username=${USER}`,
        `--pwfile=${passwordFile}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        // The built-in provider sorts alike on every machine, whatever locales are installed.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
      ],
      logFile,
    );
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", resolve);
    });
    if (code !== 0) throw new Error(`initdb ended with ${code}`);
  } catch (error) {
    rmSync(dataDir, { recursive: true, force: true });
    throw new StartupError(
      `The database could not be created in ${dataDir} (${error instanceof Error ? error.message : error}): the reason is at the end of ${logFile}.`,
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function accepts(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} });
  try {
    await sql`select 1`;
    return true;
  } catch (error) {
    // 28xxx is a refusal for good, such as a lost password; waiting would not help.
    if (error instanceof postgres.PostgresError && error.code.startsWith("28")) throw error;
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/**
 * Creates a database on the server of this connection string unless it exists.
 *
 * @param serverUrl connection string of any database of the server, as a role that may create databases.
 * @returns the connection string of the database asked for.
 */
export async function createDatabase(serverUrl: string, name: string): Promise<string> {
  const admin = new URL(serverUrl);
  const target = new URL(serverUrl);
  admin.pathname = "/postgres";
  target.pathname = `/${name}`;
  const sql = postgres(admin.href, { max: 1, onnotice: () => {} });
  try {
    const existing = await sql`select 1 from pg_database where datname = ${name}`;
    if (existing.length === 0) await sql`create database ${sql(name)}`;
  } finally {
    await sql.end();
  }
  return target.href;
}

/**
 * Starts PostgreSQL on 127.0.0.1, its data kept in `dataDir`, its password (made at the first start,
 * mode 0600) and its log beside that directory. A server that a killed parent left on this directory is stopped
 * first.
 *
 * @param options.port where it listens, such as where it did before; a free port when left out.
 * @param options.binaries the programs; the installed ones when left out.
 * @param options.log told in a few words what is being done.
 * @throws StartupError with one sentence when the programs are missing or the server does not come up.
 */
export async function startPostgres(options: {
  dataDir: string;
  port?: number;
  binaries?: PostgresBinaries;
  log?: (line: string) => void;
}): Promise<PostgresServer> {
  const log = options.log ?? (() => {});
  const user = systemUser();
  const binaries = reachablePrograms(options.binaries ?? (await findPostgresBinaries()), user);
  const dataDir = reachableDataDir(options.dataDir, user);
  const logFile = `${options.dataDir}.log`;
  const how = howToRun([dirname(dataDir)]);
  if (await stopStaleServer(dataDir)) log("stopped a PostgreSQL that an earlier run left behind");
  rmSync(logFile, { force: true });
  const password = keepPassword(`${options.dataDir}.password`);
  if (!existsSync(join(dataDir, "PG_VERSION"))) {
    log("creating the database");
    if (how.owner) chownSync(dataDir, how.owner.uid, how.owner.gid);
    await initialise(how, binaries.initdb, dataDir, password, logFile);
  }

  const port = options.port ?? (await findFreePort());
  const settings = Object.entries(SETTINGS).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  const child = run(how, binaries.postgres, ["-D", dataDir, "-p", String(port), ...settings], logFile);
  const spawnError = new Promise<Error>((resolve) => child.once("error", resolve));
  const serverUrl = `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`;
  const deadline = Date.now() + START_WITHIN_MS;
  while (!(await accepts(serverUrl))) {
    const error = await Promise.race([spawnError, sleep(30, undefined)]);
    if (!error && child.exitCode === null && child.signalCode === null && Date.now() < deadline) continue;
    child.kill("SIGQUIT");
    throw new StartupError(
      `PostgreSQL did not start${error ? ` (${error.message})` : ""}: the reason is at the end of ${logFile}; npm run reset gives up the local data and begins afresh.`,
    );
  }
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
  const url = await createDatabase(serverUrl, DATABASE);
  return {
    url,
    stop: async () => {
      if (!identity || !(await stopProcess(identity, STOP_STEPS))) return;
      await waitForExit(identity, 1_000);
    },
  };
}
