import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { App, setExperimental } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { TEST_KEYS, testClient } from "../../fixtures/clients.ts";
import { startTemporaryDatabase } from "../../fixtures/temporary-database.ts";
import { DiskStorage } from "../disk-storage.ts";
import { startSupabase } from "../index.ts";

const { secretKey, publishableKey, jwtSecret } = TEST_KEYS;
const CUSTOMER = "00000000-0000-4000-8000-000000000001";

/** Twice the same data: behind the library as it comes, and behind the library with our fixes. */
let database: Awaited<ReturnType<typeof startTemporaryDatabase>>;
let fixed: Awaited<ReturnType<typeof startSupabase>>;
let bare: Awaited<ReturnType<typeof startBare>>;
const urls = { bare: "", fixed: "" };
const printed = vi.spyOn(console, "error").mockImplementation(() => {});

/** The library with nothing but what it asks for. */
async function startBare(databaseUrl: string, storageDir: string) {
  setExperimental("storage", true);
  const connection = createPostgresConnection({ url: databaseUrl });
  const app = new App({
    connection,
    auth: { enabled: true, jwt_secret: jwtSecret, publishable_key: publishableKey, secret_key: secretKey },
    storage: { enabled: true },
  });
  app._storageAdapter = new DiskStorage(storageDir);
  await app.init();
  const server: Server = createServer(getRequestListener((request) => app.fetch(request)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    app,
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await connection.close();
    },
  };
}

/** What each of the two answers. */
async function both<T>(
  ask: (client: ReturnType<typeof testClient>) => PromiseLike<T>,
  key = secretKey,
  headers = {},
) {
  return {
    bare: await ask(testClient(bare.url, key, headers)),
    fixed: await ask(testClient(fixed.url, key, headers)),
  };
}

async function fetchBoth(path: string, init: RequestInit) {
  return { bare: await fetch(bare.url + path, init), fixed: await fetch(fixed.url + path, init) };
}

beforeAll(async () => {
  database = await startTemporaryDatabase();
  urls.bare = await database.migrated("bare");
  urls.fixed = await database.migrated("fixed");
  for (const url of [urls.bare, urls.fixed]) {
    const sql = postgres(url, { max: 1 });
    await sql`insert into customers (id, email) values (${CUSTOMER}, 'one@example.com')`;
    await sql`insert into purchases (customer_id, number) values (${CUSTOMER}, 1), (${CUSTOMER}, 2)`;
    await sql`insert into storage.buckets (id, name) values ('songs', 'songs')`;
    await sql.end();
  }
  bare = await startBare(urls.bare, join(database.dir, "bare"));
  fixed = await startSupabase({
    databaseUrl: urls.fixed,
    storageDir: join(database.dir, "fixed"),
    ...TEST_KEYS,
  });
  const options = { contentType: "audio/mpeg" };
  await both(({ storage }) => storage.from("songs").upload("a/one.mp3", Buffer.from("0123456789"), options));
});

afterAll(async () => {
  await bare?.stop();
  await fixed?.stop();
  await database?.stop();
});

// Each test states first that the defect is still there. When a new version fails there, remove the fix.

test("keep-grants: revoked rights come back", async () => {
  const { bare, fixed } = await both((client) => client.from("vault").select(), publishableKey);
  expect(bare.status).toBe(200);
  expect(fixed).toMatchObject({ status: 401, error: { code: "42501" } });
});

test("partial-unique-indexes: an embed over one is a single object", async () => {
  const { bare, fixed } = await both((client) =>
    client.from("customers").select("purchases(number)").single(),
  );
  expect(Array.isArray(bare.data?.purchases)).toBe(false);
  expect(fixed.data?.purchases).toHaveLength(2);
});

test("error-codes: a check and a code of one's own become SUP", async () => {
  const check = await both((client) => client.from("purchases").insert({ customer_id: CUSTOMER, number: 9 }));
  expect(check.bare).toMatchObject({ status: 500, error: { code: "SUP" } });
  expect(check.fixed).toMatchObject({ status: 400, error: { code: "23514" } });
  const raised = await both((client) => client.rpc("fail_with", { code: "RP409" }));
  expect(raised.bare).toMatchObject({ status: 500, error: { code: "SUP" } });
  expect(raised.fixed).toMatchObject({
    status: 400,
    error: { code: "RP409", details: "the detail", hint: "the hint" },
  });
});

test("value-types: a jsonb argument of a function arrives as a string", async () => {
  for (const [value, kind] of [
    [{ a: [1] }, "object"],
    [[1, "x"], "array"],
    [5, "number"],
    ["a text", "string"],
  ] as const) {
    const { bare, fixed } = await both((client) => client.rpc("kind_of", { value }));
    expect(bare.data).toBe("string");
    expect(fixed.data).toBe(kind);
  }
});

test("value-types: timestamps are not ISO 8601, some numerics are strings", async () => {
  const { bare, fixed } = await both((client) =>
    client.from("purchases").select("amount, created_at").limit(1).single(),
  );
  expect(bare.data).toEqual({ amount: "12.50", created_at: "2026-03-01 12:00:00.5+00" });
  expect(fixed.data).toEqual({ amount: 12.5, created_at: "2026-03-01T12:00:00.5+00:00" });
});

test("request-settings: a policy sees no header, a function no claims of a key", async () => {
  const headers = { "x-email": "one@example.com" };
  const rows = await both((client) => client.from("customers").select("email"), publishableKey, headers);
  expect(rows.bare.data ?? []).toEqual([]);
  expect(rows.fixed.data).toEqual([{ email: "one@example.com" }]);
});

test("request-settings: each setting is a round trip", async () => {
  const count = async (connection: object) => {
    let statements = 0;
    const db = {
      executeQuery: async () => {
        statements++;
        return { rows: [] };
      },
      // As much of the query builder as the library needs to run a statement.
      getExecutor: () => ({
        adapter: {},
        transformQuery: (node: object) => node,
        compileQuery: (node: object) => ({ query: node, sql: "", parameters: [], queryId: { queryId: "1" } }),
        executeQuery: async () => {
          statements++;
          return { rows: [] };
        },
      }),
    };
    const apply: unknown = Reflect.get(connection, "applyJwtSessionContext");
    if (typeof apply !== "function") throw new Error("the library has no such step any more");
    await apply.call(connection, db, { auth: { role: "anon" } }, true);
    return statements;
  };
  expect(await count(bare.app.connection)).toBeGreaterThan(1);
});

test("signed-urls: the address has another name and beginning, several cannot be had", async () => {
  const body = { method: "POST", headers: { apikey: secretKey, "content-type": "application/json" } };
  const one = await fetchBoth("/storage/v1/object/sign/songs/a/one.mp3", {
    ...body,
    body: '{"expiresIn":60}',
  });
  expect(await one.bare.json()).toEqual({
    signedUrl: expect.stringMatching(/^\/storage\/v1\/object\/sign\//),
  });
  expect(await one.fixed.json()).toEqual({ signedURL: expect.stringMatching(/^\/object\/sign\//) });
  const many = await both(({ storage }) => storage.from("songs").createSignedUrls(["a/one.mp3"], 60));
  expect(many.bare.error).not.toBeNull();
  expect(many.fixed.data).toMatchObject([{ path: "a/one.mp3", error: null }]);
});

test("signed-urls: a token that is tampered with is a 500", async () => {
  const { bare, fixed } = await fetchBoth("/storage/v1/object/sign/songs/a/one.mp3?token=a.b.c", {});
  expect([bare.status, fixed.status]).toEqual([500, 400]);
});

test("disk-storage and storage-api: no byte ranges, no address for private objects", async () => {
  const headers = { apikey: secretKey, range: "bytes=0-3" };
  const part = await fetchBoth("/storage/v1/object/songs/a/one.mp3", { headers });
  expect([part.bare.status, part.fixed.status]).toEqual([200, 206]);
  const named = await fetchBoth("/storage/v1/object/authenticated/songs/a/one.mp3", { headers });
  expect([named.bare.status, named.fixed.status]).toEqual([400, 206]);
});

test("list-folders: a list is of everything below", async () => {
  const { bare, fixed } = await both(({ storage }) => storage.from("songs").list());
  expect(bare.data?.map((entry) => entry.name)).toEqual(["a/one.mp3"]);
  expect(fixed.data?.map((entry) => entry.name)).toEqual(["a"]);
});

test("object-info: size and type are elsewhere", async () => {
  const { bare, fixed } = await both(({ storage }) => storage.from("songs").info("a/one.mp3"));
  expect(bare.data?.size).toBeUndefined();
  expect(fixed.data).toMatchObject({ size: 10, contentType: "audio/mpeg" });
});

test("multipart-upload: a Blob is refused", async () => {
  const blob = new Blob(["wav"], { type: "audio/wav" });
  const { bare, fixed } = await both(({ storage }) => storage.from("songs").upload("b/blob.wav", blob));
  expect(bare.error).not.toBeNull();
  expect(fixed.error).toBeNull();
});

test("storage-errors: an error has no code", async () => {
  const { bare, fixed } = await both(({ storage }) => storage.from("songs").info("none.mp3"));
  expect(bare.error).not.toHaveProperty("code", "NoSuchKey");
  expect(fixed.error).toHaveProperty("code", "NoSuchKey");
});

test("quiet-errors: an answer that is an error is printed", async () => {
  printed.mockClear();
  await testClient(bare.url, secretKey).rpc("fail_with", { code: "P0001" });
  expect(printed).toHaveBeenCalled();
});
