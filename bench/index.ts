import { requireDataset } from "./databases.ts";
import { measureAll, type Run } from "./measure.ts";
import { readOptions } from "./options.ts";
import { printTable, writeReport } from "./report.ts";
import { LOCAL_DIR, PASSWORD, runBench, say } from "./run-bench.ts";

await runBench(async () => {
  const options = readOptions(process.argv.slice(2), process.env);
  say(`Measuring the desk at ${options.sizes.map((size) => size.toLocaleString("en")).join(", ")} orders`);
  return {
    databaseUrl: options.databaseUrl,
    measure: async (server) => {
      const common = { localDir: LOCAL_DIR, password: PASSWORD, log: say };
      const runs: Run[] = [];
      for (const orders of options.sizes) {
        const { keep } = options;
        const databaseUrl = await requireDataset({ ...common, serverUrl: server.url, orders, keep });
        const databaseLog = server.logFile;
        runs.push(await measureAll({ ...common, ...options, orders, databaseUrl, databaseLog }));
      }
      printTable(runs, say);
      if (!options.only) say(`written to ${(await writeReport(runs, server.url, options)).join(" and ")}`);
    },
  };
});
