import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSongApi } from "./index.ts";

const KEY = "a-key-of-the-tests";
const ORDER = {
  recipient_name: "Nora",
  occasion: "birthday",
  genre: "pop",
  mood: "happy",
  language: "en",
  message: null,
  variant_number: 1,
  try_number: 0,
  options: null as unknown,
};

let api: Awaited<ReturnType<typeof startSongApi>>;
beforeAll(async () => {
  api = await startSongApi({ apiKey: KEY, durationSeconds: 2 });
});
afterAll(() => api.stop());

let orders = 0;
const nextKey = () => `order ${++orders}`;
const ask = (path: string, init: RequestInit = {}, url = api.url) =>
  fetch(`${url}${path}`, { ...init, headers: { authorization: `Bearer ${KEY}`, ...init.headers } });
const order = (url: string, change: object = {}, key = nextKey()) => {
  const body = JSON.stringify({ ...ORDER, ...change });
  return ask("/songs", { method: "POST", headers: { "idempotency-key": key }, body }, url);
};
const post = (change: object = {}, key?: string) => order(api.url, change, key);
const failing = (failure: string, more: object = {}) => ({ options: { simulate: { failure, ...more } } });

/** The finished song of an order. */
async function make(change: object = {}, key = nextKey()) {
  const ordered = await post(change, key);
  expect(ordered.status).toBe(202);
  const { id } = await ordered.json();
  const state = await (await ask(`/songs/${id}`)).json();
  expect(state).toEqual({ status: "succeeded", audio_url: `${api.url}/songs/${id}/audio` });
  const response = await fetch(state.audio_url, { headers: { authorization: `Bearer ${KEY}` } });
  expect(response.status).toBe(200);
  return { id, type: response.headers.get("content-type"), audio: Buffer.from(await response.arrayBuffer()) };
}

describe("a song", () => {
  it("is ordered, waited for and fetched", async () => {
    const { audio, type } = await make();
    expect(type).toBe("audio/wav");
    expect(audio.toString("latin1", 0, 4)).toBe("RIFF");
    expect(audio).toHaveLength(44 + 2 * 2 * 22_050);
  });

  it("is the same for the same idempotency key, and another for another", async () => {
    const first = await make({}, "twice");
    expect((await make({}, "twice")).id).toBe(first.id);
    const other = await make({}, "thrice");
    expect(other.id).not.toBe(first.id);
    expect(Buffer.compare(other.audio, first.audio)).not.toBe(0);
  });

  it("is running, and has no audio, while it is made", async () => {
    const slow = await startSongApi({ apiKey: KEY, holdMs: 20 });
    const { id } = await (await order(slow.url, failing("timeout", { times: 0, delay_ms: 30_000 }))).json();
    const early = await ask(`/songs/${id}/audio`, {}, slow.url);
    expect([early.status, (await early.json()).error.code]).toEqual([409, "not_finished"]);
    expect(await (await ask(`/songs/${id}`, {}, slow.url)).json()).toEqual({ status: "running" });
    await slow.stop();
  });

  it("that cannot be rendered has failed", async () => {
    const short = await startSongApi({ apiKey: KEY, durationSeconds: 1 });
    const { id } = await (await order(short.url)).json();
    expect(await (await ask(`/songs/${id}`, {}, short.url)).json()).toMatchObject({
      status: "failed",
      error: { code: "internal", message: expect.stringContaining("2 to 29 s, not 1") },
    });
    await short.stop();
  });

  it("does not keep other answers waiting while it is rendered", async () => {
    const busy = await startSongApi({ apiKey: KEY });
    const ids = await Promise.all(
      Array.from({ length: 20 }, async () => (await (await order(busy.url)).json()).id),
    );
    let finished = false;
    const last = ask(`/songs/${ids.at(-1)}`, {}, busy.url).then(
      () => {
        finished = true;
      },
      () => undefined,
    );
    // The twenty are many seconds of work.
    expect((await ask("/songs/none", {}, busy.url)).status).toBe(404);
    expect(finished).toBe(false);
    await busy.stop();
    await last;
  });
});

describe("a try that is to fail", () => {
  it.each([
    ["timeout", 408, "timeout", /given up after 120\.\d s/],
    ["rate_limit", 429, "rate_limit", /no more songs/],
    ["moderation", 422, "moderation", /The message for Nora names a real person/],
    ["provider_500", 500, "internal", /internal error/],
  ])("by %s is refused with %i", async (failure, status, code, message) => {
    const refused = await post(failing(failure, { delay_ms: 1 }));
    expect(refused.status).toBe(status);
    expect(refused.headers.get("x-request-id")).toMatch(/^req_[0-9a-f]{16}$/);
    expect(await refused.json()).toEqual({ error: { code, message: expect.stringMatching(message) } });
  });

  it("says how long to wait when its rate is limited", async () => {
    const limited = await post(failing("rate_limit", { retry_after_seconds: 3 }));
    expect(limited.headers.get("retry-after")).toBe("3");
  });

  it("by bad audio delivers a page, or a file that is cut short", async () => {
    expect((await make(failing("bad_audio"))).audio.toString()).toMatch(/^<!doctype html>/);
    const cut = await make({ ...failing("bad_audio"), variant_number: 2 });
    expect(cut.audio.toString("latin1", 0, 4)).toBe("RIFF");
    expect(cut.audio.readUInt32LE(4)).toBeGreaterThan(cut.audio.length);
  });

  it("by Storage delivers good audio of a type that Storage refuses", async () => {
    const song = await make(failing("storage_refused"));
    expect(song.type).toBe("application/octet-stream");
    expect(song.audio).toHaveLength(44 + 2 * 2 * 22_050);
  });

  it("fails the first n times only", async () => {
    const twice = failing("provider_500", { times: 2 });
    expect((await post({ ...twice, try_number: 0 })).status).toBe(500);
    expect((await post({ ...twice, try_number: 1 })).status).toBe(500);
    expect((await post({ ...twice, try_number: 2 })).status).toBe(202);
  });

  it("fails for the variants named only", async () => {
    const second = failing("provider_500", { variants: [2, 4] });
    expect((await post(second)).status).toBe(202);
    expect((await post({ ...second, variant_number: 2 })).status).toBe(500);
  });

  it.each([
    null,
    "simulate",
    [1],
    {},
    { simulate: null },
    { simulate: { failure: "explode" } },
    { simulate: { failure: "timeout", delay_ms: 1e12 } },
    { simulate: { failure: "timeout", times: "many" } },
  ])("is an ordinary song for options that are not understood: %j", async (options) => {
    expect((await make({ options })).type).toBe("audio/wav");
  });
});

describe("a bad request", () => {
  const refusalOf = async (response: Response) => ({
    status: response.status,
    ...(await response.json()).error,
  });

  it("without the key, or with another, is refused everywhere", async () => {
    for (const authorization of ["", `Bearer ${KEY}x`, `Bearer ${KEY.replace("a", "b")}`, KEY])
      for (const [method, path] of [
        ["POST", "/songs"],
        ["GET", "/songs/song_1"],
        ["GET", "/songs/song_1/audio"],
      ] as const)
        expect(await refusalOf(await ask(path, { method, headers: { authorization } }))).toMatchObject({
          status: 401,
          code: "unauthorized",
        });
  });

  it.each<[string, object, RegExp]>([
    ["a field that is missing", { mood: undefined }, /mood/],
    ["a field of another type", { message: 7 }, /message/],
    ["a variant that there is not", { variant_number: 6 }, /variant_number/],
    ["a field that docs/song-api.md does not have", { order_id: "1" }, /order_id/],
  ])("with %s is told which", async (_, change, message) => {
    expect(await refusalOf(await post(change))).toMatchObject({
      status: 400,
      code: "invalid_order",
      message: expect.stringMatching(message),
    });
  });

  it("that is no JSON, has no idempotency key or one that is too long says so", async () => {
    const raw = (body: string, headers: Record<string, string>) =>
      ask("/songs", { method: "POST", body, headers });
    const withKey = { "idempotency-key": "1" };
    expect(await refusalOf(await raw("{", withKey))).toMatchObject({ status: 400, code: "invalid_json" });
    const bad = { status: 400, code: "invalid_idempotency_key" };
    expect(await refusalOf(await raw(JSON.stringify(ORDER), {}))).toMatchObject(bad);
    expect(await refusalOf(await post({}, "k".repeat(201)))).toMatchObject(bad);
  });

  it("with a body that is too large is refused, and the next one is answered", async () => {
    const large = await post({ message: "x".repeat(1024 * 1024) });
    expect(await refusalOf(large)).toMatchObject({ status: 413, code: "too_large" });
    expect((await post()).status).toBe(202);
  });

  it.each([
    ["GET", "/songs"],
    ["DELETE", "/songs/song_1"],
    ["GET", "/songs/song_1"],
    ["GET", "/songs/song_1/audio"],
    ["GET", "/songs/%00"],
    ["GET", "/"],
  ])("for what there is not is refused: %s %s", async (method, path) => {
    expect(await refusalOf(await ask(path, { method }))).toMatchObject({ status: 404, code: "not_found" });
  });
});

it("ends at once, whatever is being made or waited for", async () => {
  const ending = await startSongApi({ apiKey: KEY });
  const slow = (more: object) => order(ending.url, failing("timeout", { delay_ms: 30_000, ...more }));
  const { id } = await (await slow({ times: 0 })).json();
  const waiting = [ask(`/songs/${id}`, {}, ending.url), slow({})].map((answer) => answer.catch(() => "cut"));
  expect((await ask("/songs/none", {}, ending.url)).status).toBe(404);
  await ending.stop();
  expect(await Promise.all(waiting)).toEqual(["cut", "cut"]);
});
