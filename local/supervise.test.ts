import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { findHolder } from "./lock.ts";
import { findFreePort } from "./ports.ts";
import { findServer, stopStaleServer } from "./postgres/stale-server.ts";
import { identifyProcess } from "./processes.ts";

const SCRIPT = fileURLToPath(new URL("./fixtures/supervise-stand-in.ts", import.meta.url));

let dir: string;
let localDir: string;
let port: number;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "reprise-supervise-"));
  localDir = join(dir, "local");
  port = await findFreePort();
});

afterEach(async () => {
  for (const child of running) child.kill("SIGKILL");
  running.clear();
});

afterAll(async () => {
  await stopStaleServer(join(localDir, "postgres")).catch(() => {});
  rmSync(dir, { recursive: true, force: true });
});

/** A supervisor as a process of its own, with what it prints. */
function launch(environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["--import", "tsx", SCRIPT], {
    env: {
      NODE_ENV: "test",
      PATH: process.env.PATH,
      PORT: String(port),
      LOCAL_DIR: localDir,
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    err += text;
  });
  const ended = once(child, "close").then(([code]) => {
    running.delete(child);
    return code as number;
  });
  const printed = (text: string) =>
    Promise.race([
      expect.poll(() => out, { timeout: 80_000 }).toContain(text),
      ended.then((code) => expect.fail(`ended with ${code} before it printed "${text}":\n${out}${err}`)),
    ]);
  return { child, ended, printed, out: () => out, err: () => err };
}

const web = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
const webPid = async () => Number(await (await web("/readyz")).text());

const isAlive = (pid: number) => identifyProcess(pid) !== undefined;

test("starts, seeds once, gives the web server its environment, and leaves nothing behind", async () => {
  const first = launch();
  await first.printed(`Reprise is at http://127.0.0.1:${port}/admin`);
  expect(first.out()).toContain("seeded one row");
  const environment = await (await web("/environment")).json();
  expect(environment).toMatchObject({
    NODE_ENV: "production",
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    GENERATION_API_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    GENERATION_API_KEY: expect.stringMatching(/^sk_local_/),
    GENERATION_ALLOW_PRIVATE_AUDIO: "true",
    SUPABASE_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    SUPABASE_SECRET_KEY: expect.stringMatching(/^sb_secret_/),
    INNGEST_DEV: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
  });
  expect(environment.SESSION_SECRET.length).toBeGreaterThanOrEqual(32);
  const pid = await webPid();
  // It answers, if only that there is no such song.
  const askSongApi = () =>
    fetch(`${environment.GENERATION_API_URL}/songs/none`, {
      headers: { authorization: `Bearer ${environment.GENERATION_API_KEY}` },
    }).then(({ status }) => status);
  expect(await askSongApi()).toBe(404);
  first.child.kill("SIGINT");
  expect([await first.ended, first.err()]).toEqual([0, ""]);
  await expect(askSongApi()).rejects.toThrow("fetch failed");
  expect(isAlive(pid)).toBe(false);
  expect(findServer(join(localDir, "postgres"))).toBeUndefined();
  expect(findHolder(localDir)).toBeUndefined();

  const ownSongApi = { GENERATION_API_URL: "https://songs.example.com/v1", GENERATION_API_KEY: "sk-own" };
  const second = launch(ownSongApi);
  await second.printed("Reprise is at");
  expect(second.out()).not.toContain("seeded one row");
  const { SUPABASE_SECRET_KEY, ...secondEnvironment } = await (await web("/environment")).json();
  expect(SUPABASE_SECRET_KEY).toBe(environment.SUPABASE_SECRET_KEY);
  expect(secondEnvironment).toMatchObject(ownSongApi);
  expect(secondEnvironment).not.toHaveProperty("GENERATION_ALLOW_PRIVATE_AUDIO");
  expect(second.out()).toMatch(/ready after [\d.]+ s/);
  second.child.kill("SIGTERM");
  expect([await second.ended, second.err()]).toEqual([0, ""]);
});

test("a second start is refused in one sentence; after a kill -9 it takes over and clears up", async () => {
  const first = launch();
  await first.printed("Reprise is at");
  const refused = launch({ PORT: String(await findFreePort()) });
  expect(await refused.ended).toBe(1);
  expect(refused.err()).toMatch(
    new RegExp(
      `^Reprise is already running at http://127\\.0\\.0\\.1:${port} \\(process ${first.child.pid}\\).*\\n$`,
    ),
  );

  const oldWeb = await webPid();
  const oldDatabase = findServer(join(localDir, "postgres"));
  first.child.kill("SIGKILL");
  await first.ended;
  expect([isAlive(oldWeb), findServer(join(localDir, "postgres"))]).toEqual([true, oldDatabase]);

  const next = launch();
  await next.printed("Reprise is at");
  expect(isAlive(oldWeb)).toBe(false);
  expect(await webPid()).not.toBe(oldWeb);
  expect(next.out()).not.toContain("seeded one row");
  next.child.kill("SIGHUP");
  expect([await next.ended, next.err()]).toEqual([0, ""]);
});

test("starts the web server again when it dies", async () => {
  const { child, ended, printed } = launch();
  await printed("Reprise is at");
  const before = await webPid();
  await web("/die").catch(() => {});
  await printed("the web server ended with 7; starting it again");
  await expect.poll(() => webPid().catch(() => before)).not.toBe(before);
  child.kill("SIGINT");
  expect(await ended).toBe(0);
});

test("S1 what a request leaves uncaught in the stack ends nothing, and is told with a count", async () => {
  const { child, ended, printed, err } = launch();
  await printed("Reprise is at");
  const pid = await webPid();
  child.kill("SIGUSR2");
  const told = () =>
    err()
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  await expect.poll(() => told().length).toBe(2);
  expect(told()).toMatchObject([
    { level: "error", count: 1, error: expect.stringContaining("a rejection that nobody handles") },
    { level: "error", count: 2, error: expect.stringContaining("an error that nobody catches") },
  ]);
  expect(await webPid()).toBe(pid);
  child.kill("SIGINT");
  expect(await ended).toBe(0);
});

test("an end that is asked for during the start stops what has been started by then", async () => {
  const { child, ended, printed } = launch();
  await printed("Starting Reprise");
  child.kill("SIGINT");
  expect(await ended).toBe(0);
  expect(findServer(join(localDir, "postgres"))).toBeUndefined();
});

test("a web server that does not start is told with its last words", async () => {
  const { ended, err } = launch({ STAND_IN_FAILS: "1" });
  expect(await ended).toBe(1);
  expect(err()).toContain("The web server did not start (it ended with 1)");
  expect(err()).toContain("SESSION_SECRET is too short");
  expect(err()).not.toContain("    at ");
  expect(findServer(join(localDir, "postgres"))).toBeUndefined();
});

test("a port that is taken is told in one sentence", async () => {
  const taken = createServer().listen(port, "127.0.0.1");
  await once(taken, "listening");
  const { ended, err } = launch();
  expect(await ended).toBe(1);
  expect(err()).toMatch(new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is already in use: [^\\n]+\\n$`));
  taken.close();
});

test("a directory that cannot be used is told in one sentence", async () => {
  const file = join(dir, "a-file");
  writeFileSync(file, "");
  const notADirectory = launch({ LOCAL_DIR: join(file, "below") });
  expect(await notADirectory.ended).toBe(1);
  expect(notADirectory.err()).toMatch(/^LOCAL_DIR=.* cannot be written \(ENOTDIR\): [^\n]+\n$/);

  const foreign = launch({ LOCAL_DIR: dir });
  expect(await foreign.ended).toBe(1);
  expect(foreign.err()).toMatch(/^LOCAL_DIR=.* holds files of something else: [^\n]+\n$/);
});

test("the secrets are for this user alone", () => {
  const file = join(localDir, "secrets.json");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(file, "utf8"))).toHaveProperty("demoPassword");
});
