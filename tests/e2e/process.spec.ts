import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { keptConnections, pourBody, sendRaw } from "../hostile/raw-request";
import { startServerBeside } from "./server-beside";
import { expect, test } from "./test";

/** How much unwanted is sent in all; the long form sends 1,000. */
const UNWANTED_MB = Number(process.env.E2E_UNWANTED_MB ?? 100);
const MB = 1_000_000;

type Server = Awaited<ReturnType<typeof startServerBeside>>;

/** Servers of the test that runs: none outlives it, however it ends. */
const started: Server[] = [];
async function startServer(changes: Record<string, string> = {}): Promise<Server> {
  const server = await startServerBeside(changes);
  started.push(server);
  return server;
}
test.afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
});

interface Line {
  msg: string;
  kind?: string;
  count?: number;
  damaged?: boolean;
  printed?: string;
}

/** Every line of a server's log, each of which has to be JSON. */
const linesOf = (log: string): Line[] =>
  log
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));

test.describe("S1 a server that a library fails in", () => {
  let server: Server;
  test.beforeEach(async () => {
    const faults = fileURLToPath(new URL("library-faults.mjs", import.meta.url));
    server = await startServer({ NODE_OPTIONS: `--import=${faults}` });
  });

  const readiness = async () => {
    const answer = await fetch(`${server.site}/readyz`);
    return [answer.status, (await answer.text()).match(/"code":"(\w+)"/)?.[1]];
  };
  const unhandled = () => linesOf(server.log()).filter(({ msg }) => msg === "an error was not caught");

  test("goes on, and logs each error once, with a count; of what breaks code in the middle it says so", async () => {
    for (const [index, signal] of (["SIGUSR2", "SIGUSR2", "SIGWINCH"] as const).entries()) {
      server.signal(signal);
      await expect.poll(() => unhandled().length).toBe(index + 1);
    }
    expect(await readiness()).toEqual([200, undefined]);
    server.signal("SIGCONT");
    await expect.poll(() => unhandled().length).toBe(4);
    expect(await readiness()).toEqual([503, "damaged"]);
    expect((await fetch(`${server.site}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.site}/login`)).status).toBe(200);
    expect(unhandled().map(({ kind, count, damaged }) => [kind, count, damaged])).toEqual([
      ["unhandledRejection", 1, false],
      ["unhandledRejection", 2, false],
      ["uncaughtException", 3, false],
      ["uncaughtException", 4, true],
    ]);
    // What a library prints is one line, and JSON, too.
    expect(
      linesOf(server.log()).filter(({ printed }) => printed?.includes("what a library prints")),
    ).toHaveLength(1);
  });
});

test("A14 a server that is told to stop says so, answers for a while with connections that close, and ends", async () => {
  const server = await startServer({ DRAIN_SECONDS: "60" });
  const agent = keptConnections();
  const ask = (method: string, path: string) => sendRaw(server.site, agent, { method, path });
  expect((await ask("GET", "/readyz")).headers.connection).not.toBe("close");
  server.signal("SIGTERM");
  await expect.poll(async () => (await ask("GET", "/readyz")).status).toBe(503);
  for (const [method, path, status] of [
    ["GET", "/login", 200],
    ["POST", "/logout", 302],
    ["GET", "/readyz", 503],
    ["GET", "/robots.txt", 200],
  ] as const) {
    const answer = await ask(method, path);
    expect([answer.status, answer.headers.connection], path).toEqual([status, "close"]);
  }
  // A second signal does not wait any longer.
  server.signal("SIGTERM");
  expect(await server.ended()).toBe(0);
  agent.destroy();
});

test(`S3 S4 ${UNWANTED_MB} MB of unwanted bodies are refused, and leave no trace in memory`, async () => {
  test.setTimeout(180_000 + UNWANTED_MB * 1_000);
  const server = await startServer();
  const memory = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1]) / 1024;
  const targets = [
    { method: "POST", path: "/api/inngest" },
    { method: "POST", path: "/resources/orders" },
    { method: "PUT", path: "/resources/failed-jobs/1/retries" },
    { method: "POST", path: "/login" },
    { method: "GET", path: "/share/x" },
    { method: "DELETE", path: "/nothing/there" },
  ];
  const CUT = 0;
  const answered = new Set<string>();
  const pourAll = async (atLeast: number) => {
    let sent = 0;
    while (sent < atLeast) {
      const results = await Promise.all(targets.map((target) => pourBody(server.site, target, 50 * MB)));
      for (const [index, { status }] of results.entries()) {
        const { method = "", path = "" } = targets[index] ?? {};
        // A GET is answered while its body goes by, and cut when that does not end: on a busy machine, before its answer.
        if (method === "GET") expect([CUT, 404], path).toContain(status);
        else expect(status, path).toBe(413);
        if (status !== CUT) answered.add(path);
      }
      sent += results.reduce((sum, result) => sum + result.sent, 0);
    }
    return sent / MB;
  };
  // What a server takes once, for its code and its buffers, is no leak.
  await pourAll(20 * MB);
  const before = memory();
  const sent = await pourAll(UNWANTED_MB * MB);
  expect([...answered].toSorted()).toEqual(targets.map(({ path }) => path).toSorted());
  // Memory is given back when it is collected, and it is collected when there is work.
  const settled = async () => {
    for (let request = 0; request < 20; request++) await fetch(`${server.site}/healthz`);
    return memory() - before;
  };
  await expect.poll(settled).toBeLessThan(64);
  const grown = (memory() - before).toFixed(0);
  console.log(`${sent.toFixed(0)} MB were sent; memory ${before.toFixed(0)} MiB before, ${grown} more after`);
  expect(linesOf(server.log()).length).toBeGreaterThan(0);
});
