import { createHmac } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TEST_KEYS, testClient } from "../fixtures/clients.ts";
import { startTemporaryDatabase } from "../fixtures/temporary-database.ts";
import { startSupabase } from "./index.ts";

const { secretKey, publishableKey, jwtSecret } = TEST_KEYS;
const SONG = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 256));

let database: Awaited<ReturnType<typeof startTemporaryDatabase>>;
let server: Awaited<ReturnType<typeof startSupabase>>;

const songs = () => testClient(server.url, secretKey).storage.from("songs");

async function signedUrl(path: string, seconds = 60): Promise<string> {
  const { data } = await songs().createSignedUrl(path, seconds);
  return data?.signedUrl ?? "";
}

beforeAll(async () => {
  database = await startTemporaryDatabase();
  server = await startSupabase({
    databaseUrl: await database.migrated("storage_test"),
    storageDir: join(database.dir, "storage"),
    ...TEST_KEYS,
  });
  const { storage } = testClient(server.url, secretKey);
  const bucket = { public: false, fileSizeLimit: 5000, allowedMimeTypes: ["audio/mpeg", "audio/wav"] };
  expect((await storage.createBucket("songs", bucket)).error).toBeNull();
  expect((await songs().upload("a/one.mp3", SONG, { contentType: "audio/mpeg" })).error).toBeNull();
});

afterAll(async () => {
  await server?.stop();
  await database?.stop();
});

describe("objects", () => {
  test("are given back as they came; a second upload needs upsert", async () => {
    const { data } = await songs().download("a/one.mp3");
    expect(data?.type).toBe("audio/mpeg");
    expect(Buffer.from((await data?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(SONG);

    await songs().upload("b/two.mp3", SONG, { contentType: "audio/mpeg" });
    const twice = await songs().upload("b/two.mp3", SONG, { contentType: "audio/mpeg" });
    expect(twice.error).toMatchObject({ statusCode: "409" });
    const replaced = await songs().upload("b/two.mp3", new Blob(["wav"], { type: "audio/wav" }), {
      upsert: true,
    });
    expect(replaced.error).toBeNull();
    expect(await (await songs().download("b/two.mp3")).data?.text()).toBe("wav");
  });

  test("are listed by folder, described, moved and removed", async () => {
    await songs().upload("c/three.mp3", SONG, { contentType: "audio/mpeg" });
    await songs().upload("c/deeper/four.mp3", SONG, { contentType: "audio/mpeg" });
    const names = (await songs().list("c")).data?.map((entry) => [entry.name, entry.id === null]);
    expect(names).toEqual([
      ["deeper", true],
      ["three.mp3", false],
    ]);
    expect((await songs().list("c", { limit: 1, offset: 1 })).data?.map((entry) => entry.name)).toEqual([
      "three.mp3",
    ]);

    expect((await songs().info("c/three.mp3")).data).toMatchObject({ size: 1000, contentType: "audio/mpeg" });
    expect((await songs().move("c/three.mp3", "c/moved.mp3")).error).toBeNull();
    expect((await songs().exists("c/three.mp3")).data).toBe(false);
    expect((await songs().exists("c/moved.mp3")).data).toBe(true);
    expect((await songs().download("c/moved.mp3")).data?.size).toBe(1000);

    expect((await songs().remove(["c/moved.mp3", "c/deeper/four.mp3"])).data).toHaveLength(2);
    expect((await songs().download("c/moved.mp3")).error).toMatchObject({ status: 400, statusCode: "404" });
  });

  test("of another type or beyond the limit of the bucket are refused and leave nothing", async () => {
    const before = readdirSync(join(database.dir, "storage"), { recursive: true }).length;
    const text = await songs().upload("d/five.txt", SONG, { contentType: "text/plain" });
    expect(text.error).toMatchObject({ statusCode: "415" });
    const large = await songs().upload("d/six.mp3", Buffer.alloc(5001), { contentType: "audio/mpeg" });
    expect(large.error).toMatchObject({ statusCode: "413" });
    expect(readdirSync(join(database.dir, "storage"), { recursive: true })).toHaveLength(before);
  });

  test("cannot be named out of the directory, nor read without the secret key", async () => {
    const outside = await songs().upload("../../outside.mp3", SONG, { contentType: "audio/mpeg" });
    expect(outside.error).not.toBeNull();
    const anonymous = testClient(server.url, publishableKey).storage.from("songs");
    expect((await anonymous.download("a/one.mp3")).error).not.toBeNull();
    expect((await anonymous.createSignedUrl("a/one.mp3", 60)).error).not.toBeNull();
    const upload = await anonymous.upload("a/mine.mp3", SONG, { contentType: "audio/mpeg" });
    expect(upload.error).not.toBeNull();
  });
});

describe("byte ranges", () => {
  const ways: [string, () => Promise<[string, Record<string, string>]>][] = [
    ["a signed address", async () => [await signedUrl("a/one.mp3"), {}]],
    ["/object", async () => [`${server.url}/storage/v1/object/songs/a/one.mp3`, { apikey: secretKey }]],
    [
      "/object/authenticated",
      async () => [
        `${server.url}/storage/v1/object/authenticated/songs/a/one.mp3`,
        { apikey: secretKey, authorization: `Bearer ${secretKey}` },
      ],
    ],
  ];

  test.each(ways)("of %s", async (_name, way) => {
    const [url, headers] = await way();
    const get = (range: string, more: Record<string, string> = {}) =>
      fetch(url, { headers: { ...headers, ...more, range } });

    const first = await get("bytes=0-1");
    expect(first.status).toBe(206);
    expect(first.headers.get("content-range")).toBe("bytes 0-1/1000");
    expect(first.headers.get("content-length")).toBe("2");
    expect(Buffer.from(await first.arrayBuffer())).toEqual(SONG.subarray(0, 2));

    const last = await get("bytes=-500");
    expect(Buffer.from(await last.arrayBuffer())).toEqual(SONG.subarray(500));
    const open = await get("bytes=990-");
    expect(Buffer.from(await open.arrayBuffer())).toEqual(SONG.subarray(990));

    const behind = await get("bytes=1000-");
    expect([behind.status, behind.headers.get("content-range")]).toEqual([416, "bytes */1000"]);
    expect((await get("bytes=nonsense")).status).toBe(200);

    const etag = first.headers.get("etag") ?? "";
    expect((await get("bytes=0-1", { "if-range": etag })).status).toBe(206);
    expect((await get("bytes=0-1", { "if-range": '"stale"' })).status).toBe(200);
    expect((await fetch(url, { headers: { ...headers, "if-none-match": etag } })).status).toBe(304);

    const head = await fetch(url, { method: "HEAD", headers });
    expect([head.status, head.headers.get("content-length"), head.headers.get("content-type")]).toEqual([
      200,
      "1000",
      "audio/mpeg",
    ]);
  });
});

describe("signed addresses", () => {
  const sign = (claims: object) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const unsigned = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
    return `${unsigned}.${createHmac("sha256", jwtSecret).update(unsigned).digest("base64url")}`;
  };

  test("that are tampered with, expired, of another object or without a token are a 400 at most", async () => {
    const good = new URL(await signedUrl("a/one.mp3"));
    expect((await fetch(good)).status).toBe(200);
    const token = good.searchParams.get("token") ?? "";
    const claims = { sub: "a/one.mp3", bucket: "songs", intent: "download" };
    const expired = sign({ ...claims, exp: Math.floor(Date.now() / 1000) - 1 });
    for (const refused of [`${token.slice(0, -4)}AAAA`, "x.y.z", "", expired]) {
      good.searchParams.set("token", refused);
      const answer = await fetch(good);
      expect([answer.status, (await answer.json()).error]).toEqual([400, "InvalidJWT"]);
    }
    good.searchParams.delete("token");
    expect((await fetch(good)).status).toBe(400);
    const other = new URL(await signedUrl("a/one.mp3"));
    other.pathname = other.pathname.replace("one", "other");
    expect([400, 403]).toContain((await fetch(other)).status);
  });

  test("can be made for several objects, and for an upload", async () => {
    const { data, error } = await songs().createSignedUrls(["a/one.mp3", "a/none.mp3"], 60);
    expect(error).toBeNull();
    expect((await fetch(data?.[0]?.signedUrl ?? "")).status).toBe(200);
    expect(data?.[1]?.error).not.toBeNull();
    const upload = await songs().createSignedUploadUrl("e/seven.mp3");
    const sent = await songs().uploadToSignedUrl("e/seven.mp3", upload.data?.token ?? "", SONG, {
      contentType: "audio/mpeg",
    });
    expect(sent.error).toBeNull();
    expect((await songs().exists("e/seven.mp3")).data).toBe(true);
  });
});
