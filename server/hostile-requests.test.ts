import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { redirect, type ServerBuild } from "@remix-run/node";
import pino from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { LOG_ENVIRONMENT } from "../app/lib/audio/storage-stand-in.server";
import { parseEnv } from "../app/lib/env.server";
import { createApp } from "./create-app";
import { Draining } from "./draining";

const MIB = 1024 * 1024;
const TOKEN = "6f1c1f0e-9d0b-4c3a-8f57-0a1b2c3d4e5f";
const SITE = "http://desk.test";

/** What was logged, a line each. */
let lines: { path?: string; level: number }[] = [];
vi.mock("../app/lib/log.server", async (original) => ({
  ...(await original<typeof import("../app/lib/log.server")>()),
  log: () => pino({}, { write: (line: string) => lines.push(JSON.parse(line)) }),
}));

/** The requests that reached a route, with what they carried. */
let reached: { method: string; path: string; bytes: number }[] = [];
const route = async ({ request }: { request: Request }) => {
  const { byteLength: bytes } = await request.arrayBuffer();
  reached.push({ method: request.method, path: new URL(request.url).pathname, bytes });
  return new Response("reached");
};
const resource = (path: string) => ({
  id: `routes/${path}`,
  path,
  module: { default: undefined, loader: route, action: route },
});

const build: ServerBuild = {
  mode: "test",
  basename: "/",
  publicPath: "/",
  assetsBuildDirectory: "",
  isSpaMode: false,
  future: {
    v3_fetcherPersist: true,
    v3_relativeSplatPath: true,
    v3_throwAbortReason: true,
    v3_singleFetch: true,
    v3_lazyRouteDiscovery: false,
  },
  assets: { entry: { imports: [], module: "" }, routes: {}, url: "", version: "" },
  entry: { module: { default: () => new Response("a page") } },
  routes: {
    "routes/resources.x": resource("resources/x"),
    "routes/api.inngest": resource("api/inngest"),
    "routes/share.$token": resource("share/:token"),
    "routes/admin.$": {
      id: "routes/admin.$",
      path: "admin/*",
      module: {
        default: () => null,
        loader: ({ params }) => (params["*"] === "elsewhere" ? redirect("/login") : { of: "the desk" }),
      },
    },
  },
};

let server: Server;
let draining: Draining;
async function serve(environment: Record<string, string> = {}): Promise<number> {
  draining = new Draining();
  const env = parseEnv({ ...LOG_ENVIRONMENT, PUBLIC_URL: SITE, ...environment });
  const stopping = new AbortController().signal;
  server = createApp({ env, build, assets: [(_q, _s, next) => next()], stopping, draining }).listen(0);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

beforeAll(() => {
  for (const [name, value] of Object.entries(LOG_ENVIRONMENT)) vi.stubEnv(name, value);
});
afterAll(() => {
  vi.unstubAllEnvs();
});
beforeEach(() => {
  lines = [];
  reached = [];
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Sends a request exactly as it is written, and gives the head and the body of its answer. */
async function exactly(port: number, request: string, more: Iterable<Buffer> = []): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.setEncoding("latin1").on("data", (text: string) => {
    answer += text;
  });
  // A server that has answered may cut off whoever goes on sending.
  socket.on("error", () => {});
  const closed = once(socket, "close");
  socket.write(request);
  for (const chunk of more) {
    if (answer !== "" || socket.destroyed) break;
    if (!socket.write(chunk)) await Promise.race([once(socket, "drain"), closed]);
  }
  await vi.waitFor(() => expect(answer).toContain("\r\n\r\n"), { timeout: 20_000 });
  socket.end();
  await closed;
  return answer;
}

const head = (line: string, ...headers: string[]) =>
  [`${line} HTTP/1.1`, "host: desk.test", ...headers, "", ""].join("\r\n");

/** So many bytes, as chunks of a chunked body. */
function* chunks(bytes: number): Generator<Buffer> {
  const chunk = Buffer.concat([Buffer.from("10000\r\n"), Buffer.alloc(0x10000, " "), Buffer.from("\r\n")]);
  for (let sent = 0; sent < bytes; sent += 0x10000) yield chunk;
  yield Buffer.from("0\r\n\r\n");
}
const CHUNKED = "transfer-encoding: chunked";

describe("S3 a body beyond the limit of its address is 413 and reaches no route:", () => {
  test.each([
    ["/api/inngest", 8],
    ["/API/inngest/", 8],
    ["/resources/x", 1],
    ["/nothing/there", 1],
  ])("%s, %d MiB", async (path, mib) => {
    const port = await serve();
    const announced = await exactly(port, head(`POST ${path}`, `content-length: ${mib * MIB + 1}`));
    const counted = await exactly(port, head(`POST ${path}`, CHUNKED), chunks(64 * MIB));
    for (const answer of [announced, counted]) {
      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
      expect(answer).toContain(`The request is larger than ${mib} MiB.`);
    }
    expect(reached).toEqual([]);
  });

  test("whoever closes the connection after it, and sends all of it first, still gets the answer", async () => {
    const port = await serve();
    for (let round = 0; round < 10; round++) {
      const socket = connect(port, "127.0.0.1");
      let answer = "";
      const read = socket.setEncoding("latin1").on("data", (text: string) => {
        answer += text;
      });
      const closed = once(read, "close");
      // Nothing is read before everything is written.
      socket.pause();
      const body = Buffer.alloc(12 * MIB, " ");
      const request = head("POST /resources/x", `content-length: ${body.length}`, "connection: close");
      await new Promise((resolve) => socket.write(Buffer.concat([Buffer.from(request), body]), resolve));
      socket.resume();
      await closed;
      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    }
  });

  test("up to it, it arrives whole", async () => {
    const port = await serve();
    await exactly(port, head("POST /resources/x", CHUNKED), chunks(MIB));
    await exactly(port, head("POST /api/inngest", CHUNKED), chunks(8 * MIB));
    expect(reached.map(({ bytes }) => bytes)).toEqual([MIB, 8 * MIB]);
  });

  test("a GET's body is not kept, and cannot go on for ever", async () => {
    const port = await serve();
    expect(await exactly(port, head("GET /resources/x", CHUNKED), chunks(256 * MIB))).toMatch(
      /^HTTP\/1\.1 200 /,
    );
    expect(reached).toEqual([{ method: "GET", path: "/resources/x", bytes: 0 }]);
  });

  test("what Inngest has not signed is refused in production before its body is read", async () => {
    const keys = { INNGEST_DEV: "", INNGEST_EVENT_KEY: "e", INNGEST_SIGNING_KEY: "signkey-prod-00" };
    const port = await serve(keys);
    for (const method of ["POST", "PUT"]) {
      const answer = await exactly(port, head(`${method} /api/inngest`, "content-length: 1000000"));
      expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    }
    expect(reached).toEqual([]);
  });
});

describe("S12 methods", () => {
  test.each(["TRACE", "PROPFIND", "LOCK"])("%s is 405 everywhere", async (method) => {
    const port = await serve();
    for (const path of ["/", "/resources/x", "/share/x", "/api/inngest"]) {
      const answer = await exactly(port, head(`${method} ${path}`));
      expect(answer).toMatch(/^HTTP\/1\.1 405 /);
      expect(answer).toMatch(/\r\nallow: GET, /i);
    }
  });
});

describe("S21", () => {
  test("OPTIONS runs no loader", async () => {
    const answer = await exactly(await serve(), head("OPTIONS /resources/x"));
    expect(answer).toMatch(/^HTTP\/1\.1 204 /);
    expect(reached).toEqual([]);
  });

  test.each(["/nothing.data", "/nothing/there.data", "/resources/x.data", "/share/x.data", "/.data"])(
    "the data of %s, which is no page, is our own 404, and kept by nobody",
    async (path) => {
      const answer = await exactly(await serve(), head(`GET ${path}`));
      expect(answer).toMatch(/^HTTP\/1\.1 404 /);
      expect(answer).toMatch(/\r\ncache-control: no-store\r\n/i);
      expect(answer).toContain('{"error":{"code":"not_found"');
      expect(reached).toEqual([]);
    },
  );

  test.each([
    ["GET /admin.data", 200],
    ["HEAD /admin.data", 200],
    ["GET /admin/elsewhere.data", 202],
    ["HEAD /admin/elsewhere.data", 202],
  ])("the data of a page is kept by nobody: %s", async (line, status) => {
    const answer = await exactly(await serve(), head(line));
    expect(answer.split(" ")[1]).toBe(String(status));
    expect(answer).toMatch(/\r\ncache-control: no-store\r\n/i);
  });
});

describe("S11 a share link in another spelling", () => {
  const spellings = [
    `/share\\${TOKEN}`,
    `/./share/${TOKEN}`,
    `/x/../share/${TOKEN}`,
    `/%2e/share/${TOKEN}`,
    `/SHARE\\.\\${TOKEN}`,
    `/%73hare/${TOKEN}`,
    `http://elsewhere/share/${TOKEN}`,
  ];
  test.each(spellings)("has the headers of a share page: %s", async (path) => {
    const answer = await exactly(await serve(), head(`GET ${path}`));
    expect(reached).toHaveLength(1);
    expect(answer).toMatch(/\r\nreferrer-policy: no-referrer\r\n/i);
  });

  test.each([
    ...spellings,
    `/share%2F${TOKEN}`,
    `/share%5C${TOKEN}`,
    `/share%255C${TOKEN}`,
    `/x/share%2f..%2fshare%2f${TOKEN}`,
    `/share;${TOKEN}`,
  ])("is not logged: %s", async (path) => {
    await exactly(await serve(), head(`GET ${path}`));
    await vi.waitFor(() => expect(lines.length).toBeGreaterThan(0));
    expect(JSON.stringify(lines)).not.toContain(TOKEN);
  });
});

describe("S25 behind a proxy that", () => {
  const form = ["content-type: application/x-www-form-urlencoded", "content-length: 0", `origin: ${SITE}`];
  const post = (host: string, ...headers: string[]) =>
    [`POST /resources/x HTTP/1.1`, `host: ${host}`, ...form, ...headers, "", ""].join("\r\n");

  test.each([
    ["does not pass Host", post("127.0.0.1:3000"), "the header Host on"],
    ["writes another X-Forwarded-Host", post("desk.test", "x-forwarded-host: inner"), "X-Forwarded-Host on"],
  ])("%s, a sentence says which header is missing, and it is logged", async (_what, request, sentence) => {
    const answer = await exactly(await serve(), request);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain(sentence);
    expect(answer).toContain("desk.test");
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 40, msg: expect.stringContaining(sentence) }),
    );
    expect(reached).toEqual([]);
  });

  test.each([
    ["passes it", post("desk.test")],
    ["passes it with the port", post("desk.test:80")],
    ["passes X-Forwarded-Host alone", post("127.0.0.1:3000", "x-forwarded-host: desk.test")],
  ])("%s, all is well", async (_what, request) => {
    expect(await exactly(await serve(), request)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

test("A14 a server that is about to stop tells every connection to close", async () => {
  const port = await serve();
  expect(await exactly(port, head("GET /resources/x"))).not.toMatch(/\r\nconnection: close/i);
  draining.begin();
  expect(await exactly(port, head("GET /resources/x"))).toMatch(/\r\nconnection: close/i);
});
