import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { findFreePort } from "./ports.ts";
import { isRunning, type ProcessIdentity } from "./processes.ts";
import { startWebServer, type WebServer, type WebServerOptions } from "./web-server.ts";

const STAND_IN = fileURLToPath(new URL("./fixtures/stand-in-server.mjs", import.meta.url));
let dir: string;
let options: WebServerOptions;
let server: WebServer | undefined;
const spawned: ProcessIdentity[] = [];

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "reprise-web-"));
});

beforeEach(async () => {
  spawned.length = 0;
  const port = await findFreePort();
  options = {
    command: [process.execPath, STAND_IN],
    cwd: dir,
    env: { NODE_ENV: "test", PORT: String(port), HOST: "127.0.0.1" },
    url: `http://127.0.0.1:${port}`,
    logFile: join(dir, "web.log"),
    onSpawn: (identity) => spawned.push(identity),
  };
});

afterEach(async () => {
  await server?.stop();
  server = undefined;
  expect(spawned.filter(isRunning)).toEqual([]);
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

test("is ready when it returns, writes to its log, and is gone after stop()", async () => {
  server = await startWebServer(options);
  expect((await fetch(`${options.url}/readyz`)).status).toBe(200);
  expect(readFileSync(join(dir, "web.log"), "utf8")).toContain("stand-in started");
});

test("S1 starts the server again however often it dies, and says its last words", async () => {
  const said: string[] = [];
  server = await startWebServer({ ...options, log: (line) => said.push(line) });
  await vi.waitFor(
    async () => {
      await fetch(`${options.url}/die`).catch(() => {});
      expect(said.join("\n")).toContain("it died 6 times in a minute; it said at last:\n  stand-in started");
    },
    { timeout: 60_000, interval: 50 },
  );
  await vi.waitFor(async () => expect((await fetch(`${options.url}/readyz`)).status).toBe(200), {
    timeout: 60_000,
    interval: 50,
  });
  expect(spawned.length).toBeGreaterThan(6);
});

test("a program that is not there is told in one sentence", async () => {
  const missing = { ...options, command: [join(dir, "none")] as [string] };
  await expect(startWebServer(missing)).rejects.toThrow(/^The web server did not start \(spawn .* ENOENT\)/);
});
