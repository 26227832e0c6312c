import { fileURLToPath } from "node:url";
import { defineConfig } from "@playwright/test";
import tests from "../../playwright.config.ts";

const { webServer } = tests;
if (!webServer || Array.isArray(webServer)) throw new Error("the browser tests start one web server");

/** What `npm run pictures` runs: the stack of the browser tests with fresh demo data, and a camera in place of tests. */
export default defineConfig({
  ...tests,
  testDir: ".",
  projects: [
    { name: "at work", testMatch: "*.pictures.ts", testIgnore: "empty.pictures.ts" },
    // When everything has been resolved there is nothing left to take for the others.
    { name: "with nothing to do", testMatch: "empty.pictures.ts", dependencies: ["at work"] },
  ],
  outputDir: fileURLToPath(new URL("../../.cache/pictures/", import.meta.url)),
  timeout: 120_000,
  webServer: { ...webServer, cwd: fileURLToPath(new URL("../../", import.meta.url)) },
});
