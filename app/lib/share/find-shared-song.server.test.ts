import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient } from "@supabase/supabase-js";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { realtime } from "~/lib/supabase/clients.server";
import type { Database } from "~/lib/supabase/database.types";
import { findSharedSong } from "./find-shared-song.server";

// The real client talks to a server of ours instead of a database: what counts here is what is asked and not asked, and
// what becomes of an answer that a healthy database never gives. The SQL function has its own tests on a real database.

const TOKEN = "9d3f0c1a-5b7e-4f62-8a41-0c9e2d7b6f55";
const ROW = {
  variant_id: "6c1f1d0e-38a5-4a3e-9d0b-7d8f6f1f2a10",
  generation_status: "complete",
  storage_path: "orders/1b0c/variant-1.wav",
  duration_ms: 20_000,
  audio_bytes: null,
  audio_type: null,
  completed_at: "2026-06-01T09:00:00+00:00",
  recipient_name: "Rosa",
  occasion: "birthday",
  peaks: [0, 128, 255],
  allow_download: false,
  allow_embed: false,
};

let asked: string[];
let behave: RequestListener;
let server: ReturnType<typeof createServer>;
let url: string;

const answer =
  (status: number, body: unknown): RequestListener =>
  (_, response) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

const find = (token: string) =>
  findSharedSong(createClient<Database>(url, "sb_publishable_only-for-tests", { realtime }), token);

beforeEach(async () => {
  asked = [];
  behave = answer(200, [ROW]);
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    asked.push(`${request.method} ${request.url} ${body}`);
    behave(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

describe("a token", () => {
  test("that a song has finds it; the token stands in no address that is logged", async () => {
    expect(await find(TOKEN)).toEqual(ROW);
    expect(asked).toEqual([`POST /rest/v1/rpc/find_shared_song {"p_token":"${TOKEN}"}`]);
  });

  test("D13 of a song whose file is empty finds it", async () => {
    behave = answer(200, [{ ...ROW, audio_bytes: 0 }]);
    expect(await find(TOKEN)).toMatchObject({ audio_bytes: 0 });
  });

  test("that no song has finds nothing", async () => {
    behave = answer(200, []);
    expect(await find(TOKEN)).toBeNull();
  });

  test.each([
    "",
    "x",
    "null",
    TOKEN.slice(1),
    `${TOKEN}0`,
    ` ${TOKEN}`,
    `${TOKEN}\n`,
    `{${TOKEN}}`,
    TOKEN.replaceAll("-", ""),
    "' or 1=1 --",
    "../../etc/passwd",
    "%00",
    "0".repeat(100_000),
  ])("that is malformed costs as much as any other, and is not handed on: %.40j", async (token) => {
    behave = answer(200, []);
    expect(await find(token)).toBeNull();
    expect(asked).toEqual(['POST /rest/v1/rpc/find_shared_song {"p_token":"malformed"}']);
  });
});

describe("a database in trouble", () => {
  test("that is out of reach is unavailable", async () => {
    behave = (request) => request.socket.destroy();
    await expect(find(TOKEN)).rejects.toMatchObject({ status: 503, retryAfterSeconds: 5 });
  });

  test("that is shutting down is unavailable", async () => {
    behave = answer(500, { code: "57P01", message: "terminating connection", details: null, hint: null });
    await expect(find(TOKEN)).rejects.toMatchObject({ status: 503 });
  });

  test.each([
    ["a state that does not exist", [{ ...ROW, generation_status: "lost" }]],
    ["two songs", [ROW, ROW]],
    ["peaks that are none", [{ ...ROW, peaks: [1.5, 300] }]],
    ["no rows at all", { rows: [] }],
  ])("that answers %s is a defect", async (_, body) => {
    behave = answer(200, body);
    await expect(find(TOKEN)).rejects.toThrow();
  });
});
