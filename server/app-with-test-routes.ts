import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { redirect, type ServerBuild } from "@remix-run/node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from "vitest";
import { LOG_ENVIRONMENT } from "../app/lib/audio/storage-stand-in.server";
import { parseEnv } from "../app/lib/env.server";
import { createApp } from "./create-app";
import { Draining } from "./draining";

// The application with a few routes that keep what reaches them, for tests that speak HTTP themselves.

export const SITE = "http://desk.test";

/** The requests that reached a route, with what they carried. */
export const reached: { method: string; path: string; bytes: number }[] = [];
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
/** The latest server's, which a test may have begin. */
export let draining: Draining;

/** Starts the application with these routes. @returns its port */
export async function serve(environment: Record<string, string> = {}): Promise<number> {
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
  reached.length = 0;
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Sends a request exactly as it is written, and gives the head and the body of its answer. */
export async function exactly(port: number, request: string, more: Iterable<Buffer> = []): Promise<string> {
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

/** The head of a request, with the host of the desk. */
export const head = (line: string, ...headers: string[]) =>
  [`${line} HTTP/1.1`, "host: desk.test", ...headers, "", ""].join("\r\n");
