import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { findFreePort } from "./local/ports.ts";
import { findBrowser } from "./tests/e2e/find-browser.ts";

// This file is read again by each worker; what the first reading chose is handed on in the environment.
process.env.E2E_LOCAL_DIR ??= mkdtempSync(join(tmpdir(), "reprise-e2e-"));
process.env.E2E_PORT ??= String(await findFreePort());
process.env.DEMO_PASSWORD ??= "a-password-of-the-browser-tests";

const baseURL = `http://127.0.0.1:${process.env.E2E_PORT}`;

export default defineConfig({
  testDir: "tests/e2e",
  // All stories share one desk, as people do; each acts on a failure of its own.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  // Patience, not a measure: a machine that is busy with something else takes several times as long.
  timeout: 180_000,
  expect: { timeout: 45_000 },
  reporter: [["list"]],
  use: {
    baseURL,
    locale: "en-GB",
    timezoneId: "UTC",
    trace: { mode: "retain-on-failure", screenshots: false },
    launchOptions: await findBrowser(),
  },
  webServer: {
    command: "npx tsx local/start.ts",
    url: `${baseURL}/readyz`,
    env: {
      LOCAL_DIR: process.env.E2E_LOCAL_DIR,
      PORT: process.env.E2E_PORT,
      DEMO_PASSWORD: process.env.DEMO_PASSWORD,
    },
    // The first start builds the web server and renders the demo's songs.
    timeout: 600_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 20_000 },
    reuseExistingServer: false,
  },
});
