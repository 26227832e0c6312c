import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServerBuild } from "@remix-run/node";
import express, { type RequestHandler } from "express";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { BytesInMemory } from "../app/lib/audio/bytes-in-memory";
import { LOG_ENVIRONMENT } from "../app/lib/audio/storage-stand-in.server";
import { parseEnv } from "../app/lib/env.server";
import { createApp } from "./create-app";

beforeAll(() => {
  for (const [name, value] of Object.entries(LOG_ENVIRONMENT)) vi.stubEnv(name, value);
});
afterAll(() => {
  vi.unstubAllEnvs();
});

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const future: ServerBuild["future"] = {
  v3_fetcherPersist: true,
  v3_relativeSplatPath: true,
  v3_throwAbortReason: true,
  v3_singleFetch: true,
  v3_lazyRouteDiscovery: true,
};

/** What the song of the test site is made of, anew for each test. */
let song = new BytesInMemory(new Uint8Array());

/** A site of two addresses: what the routes are told of where a request comes from, and a song that is in memory. */
const build: ServerBuild = {
  mode: "test",
  basename: "/",
  publicPath: "/",
  assetsBuildDirectory: "",
  isSpaMode: false,
  future,
  assets: { entry: { imports: [], module: "" }, routes: {}, url: "", version: "" },
  entry: { module: { default: () => new Response("a page") } },
  routes: {
    address: {
      id: "address",
      path: "address",
      module: { default: undefined, loader: ({ context }) => new Response(context.clientAddress) },
    },
    "routes/share.$token.audio": {
      id: "routes/share.$token.audio",
      path: "share/:token/audio",
      module: {
        default: undefined,
        loader: ({ params }) =>
          new Response(song, {
            status: 206,
            headers: { "content-type": "audio/wav", "x-token": params.token ?? "" },
          }),
      },
    },
  },
};

async function serve(hops: number, assets: RequestHandler): Promise<string> {
  const env = parseEnv({
    ...LOG_ENVIRONMENT,
    TRUST_PROXY_HOPS: String(hops),
    PUBLIC_URL: "http://desk.test",
  });
  const app = createApp({ env, build, assets: [assets], stopping: new AbortController().signal });
  server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Where a server behind so many proxies thinks that a request comes from. */
async function addressBehind(hops: number, forwarded: string): Promise<string> {
  const site = await serve(hops, (_request, _response, next) => next());
  const response = await fetch(`${site}/address`, {
    headers: { "x-forwarded-for": forwarded },
  });
  return response.text();
}

describe("where a request comes from, which limits count by", () => {
  test.each([
    ["without a proxy of ours, nobody is believed", 0, "203.0.113.7", "127.0.0.1"],
    ["behind one, what it has added", 1, "203.0.113.7", "203.0.113.7"],
    ["behind one, not what the visitor has written before it", 1, "10.9.8.7, 203.0.113.7", "203.0.113.7"],
    ["behind two, what the first of them has added", 2, "10.9.8.7, 203.0.113.7, 198.51.100.2", "203.0.113.7"],
  ])("%s", async (_, hops, forwarded, address) => {
    expect(await addressBehind(hops, forwarded)).toBe(address);
  });
});

test("a part of a file that is not there is the visitor's mistake, not the server's", async () => {
  const site = await serve(0, express.static("public"));
  const response = await fetch(`${site}/robots.txt`, { headers: { range: "bytes=99999-" } });
  expect([response.status, await response.text()]).toEqual([
    416,
    "The file is shorter than the part that was asked for.\n",
  ]);
});

test("a song that is in memory is written at once, and not through its stream", async () => {
  const bytes = new Uint8Array(3_000_000).map((_, index) => index % 251);
  song = new BytesInMemory(bytes.subarray(1_000, 2_001_000));
  const site = await serve(0, (_request, _response, next) => next());
  const response = await fetch(`${site}/share/a%20link/audio`);
  expect([response.status, response.headers.get("content-type")]).toEqual([206, "audio/wav"]);
  expect(response.headers.get("x-token")).toBe("a link");
  expect(Buffer.from(await response.arrayBuffer()).equals(bytes.subarray(1_000, 2_001_000))).toBe(true);
  // Nobody has taken a reader.
  expect(song.locked).toBe(false);
});
