import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ensureBuild, PROJECT_DIR } from "../local/build.ts";
import { prepareLocalDir } from "../local/local-dir.ts";
import { startPostgres } from "../local/postgres/index.ts";
import { StartupError } from "../local/startup-error.ts";
import { requireDataset } from "./databases.ts";
import { stopDesks } from "./desk.ts";
import { measureAll, type Run } from "./measure.ts";
import { readOptions } from "./options.ts";
import { printTable, writeReport } from "./report.ts";

const say = (line: string) => console.log(line);
const CACHE = join(PROJECT_DIR, ".cache", "bench");
const LOCAL_DIR = join(CACHE, "local");
/** The databases are on this machine and hold nothing real; the accounts are needed by the bench alone. */
const PASSWORD = "bench-password-1234";

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  mkdirSync(CACHE, { recursive: true });
  prepareLocalDir(LOCAL_DIR);
  say(`Measuring the desk at ${options.sizes.map((size) => size.toLocaleString("en")).join(", ")} orders`);
  const built = await ensureBuild({ logFile: join(CACHE, "build.log") });
  say(`  web server: ${built ? "built" : "the build is of the present sources"}`);
  const dataDir = join(CACHE, "postgres");
  const server = options.databaseUrl
    ? { url: options.databaseUrl, stop: async () => {} }
    : await startPostgres({ dataDir, log: (line) => say(`  ${line}`) });
  const databaseLog = options.databaseUrl ? undefined : `${dataDir}.log`;
  const end = (signal: NodeJS.Signals) => {
    say(`\n${signal}: stopping`);
    void stopDesks()
      .then(server.stop)
      .finally(() => process.exit(130));
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  try {
    const common = { localDir: LOCAL_DIR, password: PASSWORD, log: say };
    const runs: Run[] = [];
    for (const orders of options.sizes) {
      const databaseUrl = await requireDataset({
        ...common,
        serverUrl: server.url,
        orders,
        keep: options.keep,
      });
      runs.push(await measureAll({ ...common, ...options, orders, databaseUrl, databaseLog }));
    }
    printTable(runs, say);
    if (!options.only) say(`written to ${(await writeReport(runs, server.url, options)).join(" and ")}`);
  } finally {
    await server.stop();
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof StartupError ? error.message : error);
  process.exitCode = 1;
});
