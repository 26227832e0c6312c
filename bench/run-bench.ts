import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ensureBuild, PROJECT_DIR } from "../local/build.ts";
import { prepareLocalDir } from "../local/local-dir.ts";
import { startPostgres } from "../local/postgres/index.ts";
import { StartupError } from "../local/startup-error.ts";
import { stopDesks } from "./desk.ts";

export const say = (line: string) => console.log(line);
const CACHE = join(PROJECT_DIR, ".cache", "bench");
export const LOCAL_DIR = join(CACHE, "local");
/** The databases are on this machine and hold nothing real; the accounts are needed by the bench alone. */
export const PASSWORD = "bench-password-1234";

/** The PostgreSQL that is measured on. */
export interface BenchServer {
  /** Any database of it, as its superuser. */
  url: string;
  /** Its log; undefined where that is out of reach. */
  logFile: string | undefined;
}

/** What is to be measured, once its options are read. */
export interface Bench {
  /** A PostgreSQL to use in place of the embedded one. */
  databaseUrl: string | undefined;
  measure(server: BenchServer): Promise<void>;
}

async function run(prepare: () => Promise<Bench>): Promise<void> {
  const { databaseUrl, measure } = await prepare();
  mkdirSync(CACHE, { recursive: true });
  prepareLocalDir(LOCAL_DIR);
  const built = await ensureBuild({ logFile: join(CACHE, "build.log") });
  say(`  web server: ${built ? "built" : "the build is of the present sources"}`);
  const dataDir = join(CACHE, "postgres");
  const server = databaseUrl
    ? { url: databaseUrl, stop: async () => {} }
    : await startPostgres({ dataDir, log: (line) => say(`  ${line}`) });
  const end = (signal: NodeJS.Signals) => {
    say(`\n${signal}: stopping`);
    void stopDesks()
      .then(server.stop)
      .finally(() => process.exit(130));
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  try {
    await measure({ url: server.url, logFile: databaseUrl ? undefined : `${dataDir}.log` });
  } finally {
    await server.stop();
  }
}

/**
 * Runs a bench as a program: builds the web server, starts PostgreSQL, measures, and stops everything, also when a
 * signal ends it. An error ends the program with a message and status 1.
 *
 * @param prepare reads the options; what it throws is told before anything is started
 */
export async function runBench(prepare: () => Promise<Bench>): Promise<void> {
  await run(prepare).catch((error: unknown) => {
    console.error(error instanceof StartupError ? error.message : error);
    process.exitCode = 1;
  });
}
