import { loadavg } from "node:os";
import { requireDataset } from "../databases.ts";
import { startDesk } from "../desk.ts";
import { LOCAL_DIR, PASSWORD, runBench, say } from "../run-bench.ts";
import { openBrowser } from "./browser.ts";
import { measureFirstLoads } from "./first-load.ts";
import { measureInteractions } from "./interactions.ts";
import { readDeskOptions } from "./options.ts";
import { type DeskFigures, printDesk, writeDeskReport } from "./report.ts";
import { scrollThrough } from "./scroll.ts";

const FIRST_LOADS = 7;

await runBench(async () => {
  const { failures, rounds, port, dry } = readDeskOptions(process.argv.slice(2));
  const databaseUrl = process.env.DATABASE_URL || undefined;
  say(`Using the desk in a browser, with ${failures.toLocaleString("en")} failed jobs that are open`);
  return {
    databaseUrl,
    measure: async (server) => {
      const common = { localDir: LOCAL_DIR, password: PASSWORD };
      const dataset = await requireDataset({
        ...common,
        serverUrl: server.url,
        orders: failures,
        kind: "outage",
        keep: false,
        log: say,
      });
      const loadBefore = loadavg()[0] ?? 0;
      const desk = await startDesk({ ...common, databaseUrl: dataset, port });
      const browser = await openBrowser(desk);
      try {
        const firstLoads = await measureFirstLoads(browser, FIRST_LOADS);
        say("  first loads: measured");
        const figures = await browser.withPage(async (page): Promise<DeskFigures> => {
          await page.goto("/admin/failed-jobs");
          await page.locator("tr.body").first().waitFor();
          const few = await measureInteractions(page, rounds);
          say("  interactions in a short list: measured");
          await page.reload();
          await page.locator("tr.body").first().waitFor();
          const down = await scrollThrough(page, 1);
          const up = await scrollThrough(page, -1);
          say(`  scrolled through ${down.rows.toLocaleString("en")} rows, and back`);
          const many = await measureInteractions(page, rounds);
          say("  interactions in the whole list: measured");
          return { failures, loadBefore, browser: browser.version, firstLoads, few, many, down, up };
        });
        printDesk(figures, say);
        if (!dry) say(`written to ${await writeDeskReport(figures, server.url, databaseUrl !== undefined)}`);
      } finally {
        await browser.close();
        await desk.stop();
      }
    },
  };
});
