import { copyDataset, requireDataset } from "../databases.ts";
import { LOCAL_DIR, PASSWORD, runBench, say } from "../run-bench.ts";
import { type BulkRun, measureBulk } from "./measure.ts";
import { readBulkOptions } from "./options.ts";
import { printBulk, TARGETS, writeBulkReport } from "./report.ts";

await runBench(async () => {
  const { failures, port } = readBulkOptions(process.argv.slice(2));
  const databaseUrl = process.env.DATABASE_URL || undefined;
  say(`Retrying ${failures.map((count) => count.toLocaleString("en")).join(", ")} failed jobs in bulk`);
  return {
    databaseUrl,
    measure: async (server) => {
      const common = { localDir: LOCAL_DIR, password: PASSWORD };
      const runs: BulkRun[] = [];
      for (const items of failures) {
        const dataset = await requireDataset({
          ...common,
          serverUrl: server.url,
          orders: items,
          kind: "outage",
          keep: false,
          log: say,
        });
        const copy = await copyDataset(server.url, dataset);
        // Long enough that a slow run ends with figures, and short enough that one that hangs ends.
        const withinMs = (items / TARGETS.perSecond) * 1000 * 5 + 60_000;
        const run = await measureBulk({ ...common, databaseUrl: copy.url, items, withinMs, port });
        printBulk(run, say);
        runs.push(run);
        await copy.drop();
      }
      say(`written to ${(await writeBulkReport(runs, server.url, databaseUrl !== undefined)).join(" and ")}`);
    },
  };
});
