import { fileURLToPath } from "node:url";
import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vitest/config";
import remixConfig from "./remix.config.js";

const app = fileURLToPath(new URL("./app/", import.meta.url));

/** One kind of test; what runs real servers gets more time, and one file at a time on a small machine. */
const tests = (name: string, include: string[], options: object = {}) => ({
  extends: true as const,
  test: { name, include, ...options },
});
const silent = { setupFiles: "./tests/unexpected-console.ts" };
const withServers = { testTimeout: 30_000, hookTimeout: 60_000 };

export default defineConfig({
  // Under vitest the Remix plugin would rewrite the modules under test.
  plugins: process.env.VITEST ? [] : [remix(remixConfig)],
  resolve: { alias: { "~/": app }, dedupe: ["react", "react-dom", "react-router", "react-router-dom"] },
  build: { target: "es2022" },
  optimizeDeps: {
    // Without these the first visit to /admin in development re-optimises and reloads the page.
    include: [
      "react-admin",
      "@mui/material",
      "@mui/icons-material",
      "@tanstack/react-table",
      "@tanstack/react-query",
    ],
  },
  test: {
    environment: "node",
    projects: [
      tests("unit", ["{app,server}/**/*.test.ts"], silent),
      tests("local", ["local/**/*.test.ts"], withServers),
      tests("database", ["tests/database/**/*.test.ts"], {
        ...withServers,
        globalSetup: "./tests/database/start-servers.ts",
      }),
      tests("integration", ["tests/integration/**/*.test.ts"], {
        ...withServers,
        ...silent,
        globalSetup: "./tests/integration/start-stack.ts",
      }),
      tests("contracts", ["tests/contracts/**/*.test.ts"], withServers),
      // They start the built web server again and again, and may have to build it first.
      tests("faults", ["tests/faults/**/*.test.ts"], { testTimeout: 180_000, hookTimeout: 180_000 }),
    ],
  },
});
