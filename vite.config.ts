import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { vitePlugin as remix } from "@remix-run/dev";
import { build } from "esbuild";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { bundleFigures } from "./local/bundle-figures";
import { compressedAssets } from "./local/compressed-assets";
import remixConfig from "./remix.config.js";

const app = fileURLToPath(new URL("./app/", import.meta.url));

/**
 * The share page's script: one file of its own, without React, named by what is in it. Its address is written into
 * app/share-player/address.ts.
 */
function sharePlayer(): Plugin {
  const bundle = async () => {
    const { outputFiles } = await build({
      entryPoints: [`${app}share-player/index.ts`],
      bundle: true,
      minify: true,
      format: "iife",
      target: "es2020",
      write: false,
    });
    const code = outputFiles[0]?.text ?? "";
    const hash = createHash("sha256").update(code).digest("base64url").slice(0, 10);
    return { code, fileName: `assets/share-player-${hash}.js` };
  };
  return {
    name: "share-player",
    async transform(_code, id) {
      if (id !== `${app}share-player/address.ts`) return undefined;
      const { code, fileName } = await bundle();
      if (this.environment.name === "client" && this.environment.mode === "build")
        this.emitFile({ type: "asset", fileName, source: code });
      return { code: `export const SHARE_PLAYER = ${JSON.stringify(`/${fileName}`)};`, map: null };
    },
    configureServer(server) {
      server.middlewares.use(async (request, response, next) => {
        if (!/^\/assets\/share-player-[\w-]+\.js$/.test(request.url ?? "")) return next();
        response.setHeader("content-type", "text/javascript; charset=utf-8");
        response.end((await bundle()).code);
      });
    },
  };
}

/** One kind of test; what runs real servers gets more time. */
const tests = (name: string, include: string[], options: object = {}) => ({
  extends: true as const,
  test: { name, include, ...options },
});
const FRESH = "./tests/fresh-modules.ts";
const SILENT = "./tests/unexpected-console.ts";
// Patience, not a measure, as all times here: a machine that is busy with something else takes several times as long.
const withServers = { testTimeout: 90_000, hookTimeout: 120_000 };

export default defineConfig({
  // Under vitest the Remix plugin would rewrite the modules under test.
  plugins: process.env.VITEST ? [] : [remix(remixConfig), sharePlayer(), bundleFigures(), compressedAssets()],
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
    // Files share servers, and some empty a whole table of theirs.
    fileParallelism: false,
    // And a process, which has then loaded the packages: for each file anew that takes longer than its tests.
    isolate: false,
    setupFiles: FRESH,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    projects: [
      tests("unit", ["{app,server}/**/*.test.ts"], {
        setupFiles: [FRESH, SILENT],
      }),
      tests("local", ["local/**/*.test.ts"], withServers),
      tests("database", ["tests/database/**/*.test.ts"], {
        ...withServers,
        globalSetup: "./tests/database/start-servers.ts",
      }),
      tests("integration", ["tests/integration/**/*.test.ts"], {
        ...withServers,
        setupFiles: [FRESH, SILENT, "./tests/integration/patient-relay.ts"],
        globalSetup: "./tests/integration/start-stack.ts",
      }),
      tests("contracts", ["tests/contracts/**/*.test.ts"], withServers),
      // They start the built web server again and again, and may have to build it first.
      tests("faults", ["tests/faults/**/*.test.ts"], { testTimeout: 400_000, hookTimeout: 400_000 }),
    ],
  },
});
