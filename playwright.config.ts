import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { findFreePort } from "./local/ports.ts";
import { findBrowser } from "./tests/e2e/find-browser.ts";

interface Stack {
  dir: string;
  port: number;
}

// A database that is given is one, and so is its desk.
const WORKERS = process.env.DATABASE_URL ? 1 : 2;

const chooseStack = async (): Promise<Stack> => ({
  dir: mkdtempSync(join(tmpdir(), "reprise-e2e-")),
  port: await findFreePort(),
});

// This file is read again by each worker; what the first reading chose is handed on in the environment.
process.env.E2E_STACKS ??= JSON.stringify(await Promise.all(Array.from({ length: WORKERS }, chooseStack)));
process.env.DEMO_PASSWORD ??= "a-password-of-the-browser-tests";

const stacks: Stack[] = JSON.parse(process.env.E2E_STACKS);
const siteOf = ({ port }: Stack) => `http://127.0.0.1:${port}`;
const own = stacks[Number(process.env.TEST_PARALLEL_INDEX ?? 0)];
if (!own) throw new Error("E2E_STACKS names fewer stacks than there are workers.");
process.env.E2E_LOCAL_DIR = own.dir;

export default defineConfig({
  testDir: "tests/e2e",
  // The stories of a worker share one desk, as people do; each acts on a failure of its own.
  workers: WORKERS,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  // Patience, not a measure: a machine that is busy with something else takes several times as long.
  timeout: 180_000,
  expect: { timeout: 45_000 },
  reporter: [["list"]],
  use: {
    // A context is emptied for the next test, and keeps the code that the browser has compiled.
    reuseContext: true,
    baseURL: siteOf(own),
    locale: "en-GB",
    timezoneId: "UTC",
    // Every test is traced, for the few that fail: without copies of the page at each step, which take time. What the page
    // showed at a failure is in error-context.md.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: false, sources: false },
    launchOptions: await findBrowser(),
  },
  webServer: stacks.map((stack) => ({
    command: "npx tsx local/start.ts",
    url: `${siteOf(stack)}/readyz`,
    env: {
      LOCAL_DIR: stack.dir,
      PORT: String(stack.port),
      DEMO_PASSWORD: process.env.DEMO_PASSWORD ?? "",
    },
    // The first start builds the web server and renders the demo's songs.
    timeout: 600_000,
    gracefulShutdown: { signal: "SIGTERM" as const, timeout: 20_000 },
    reuseExistingServer: false,
  })),
});
