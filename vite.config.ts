import { fileURLToPath } from "node:url";
import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vitest/config";
import remixConfig from "./remix.config.js";

const app = fileURLToPath(new URL("./app/", import.meta.url));

export default defineConfig({
  // Under vitest the Remix plugin would rewrite the modules under test.
  plugins: process.env.VITEST ? [] : [remix(remixConfig)],
  resolve: { alias: { "~/": app }, dedupe: ["react", "react-dom", "react-router", "react-router-dom"] },
  build: { target: "es2022" },
  optimizeDeps: {
    // Without these the first visit to /admin in development re-optimises and reloads the page.
    include: ["react-admin", "@mui/material", "@mui/icons-material", "@tanstack/react-table", "@tanstack/react-query"],
  },
  test: {
    include: ["{app,server,local}/**/*.test.ts", "tests/{integration,contracts,faults}/**/*.test.ts"],
    environment: "node",
  },
});
