import type { IncomingMessage } from "node:http";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { SongRequest } from "./provider.server";
import { type Handler, inTurn, json, KEY, scriptSongApi, serve, text, WAV } from "./scripted-song-api.server";

let api: Awaited<ReturnType<typeof scriptSongApi>>;

beforeEach(async () => {
  api = await scriptSongApi();
});
afterEach(() => api.stop());

describe("a song that is made", () => {
  it("is submitted, waited for and downloaded", async () => {
    const song = await api.generate();
    expect(song).toMatchObject({ contentType: "audio/wav", fileExtension: "wav" });
    expect(Buffer.compare(song.audio, WAV)).toBe(0);
    expect(api.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "POST /v1/songs",
      "GET /v1/songs/song%2F1",
      "GET /v1/songs/song%2F1",
      "GET /v1/songs/song%2F1",
      "GET /files/1",
    ]);
    expect(JSON.parse(api.seen[0]?.body ?? "")).toMatchObject({
      recipient_name: "Nora",
      message: "All the best",
      variant_number: 2,
      try_number: 0,
    });
    expect(api.seen.every(({ headers }) => headers.authorization === `Bearer ${KEY}`)).toBe(true);
  });

  it("D15 has one idempotency key for each request, variant and try", async () => {
    const keyOf = async (change: Partial<SongRequest>) => {
      const from = api.seen.length;
      await api.generate({}, change);
      return api.seen[from]?.headers["idempotency-key"];
    };
    const first = await keyOf({});
    expect(first).toBeTruthy();
    expect(await keyOf({})).toBe(first);
    expect(await keyOf({ tryNumber: 1 })).not.toBe(first);
    expect(await keyOf({ requestId: "generation:2" })).not.toBe(first);
    expect(await keyOf({ requestId: "generation:2:\u2028\ud83c\udfb5" })).toMatch(/^[0-9a-f]{40}$/);
    expect(await keyOf({ variantNumber: 3 })).not.toBe(first);
    expect(await keyOf({ orderId: "order-2" })).not.toBe(first);
  });

  it("takes the announced type for bytes that it does not know", async () => {
    api.routes["GET /files/1"] = text(200, "<p>not a song", "Text/HTML; charset=utf-8");
    expect(await api.generate()).toMatchObject({ contentType: "text/html", fileExtension: "bin" });
  });

  it("survives passing failures while it is made", async () => {
    api.routes["GET /v1/songs/song%2F1"] = inTurn(
      text(502, "<h1>Bad gateway</h1>", "text/html"),
      json(429, {}, { "retry-after": "0" }),
      (_, response) => response.destroy(),
      json(200, { status: "running" }),
      text(503, "", "text/plain"),
      json(200, { status: "succeeded", audio_url: `${api.address}/files/1` }),
    );
    await expect(api.generate()).resolves.toMatchObject({ contentType: "audio/wav" });
  });

  it("keeps the key from a foreign host, directly and behind a redirect", async () => {
    const foreign: IncomingMessage["headers"][] = [];
    const elsewhere = await serve((request, response) => {
      foreign.push(request.headers);
      response.end(WAV);
    });
    api.routes["GET /v1/songs/song%2F1"] = json(200, {
      status: "succeeded",
      audio_url: `${elsewhere.address}/1.wav`,
    });
    await api.generate();
    api.routes["GET /v1/songs/song%2F1"] = json(200, {
      status: "succeeded",
      audio_url: `${api.address}/files/1`,
    });
    api.routes["GET /files/1"] = (_, response) =>
      response.writeHead(302, { location: `${elsewhere.address}/2.wav` }).end();
    await api.generate();
    await elsewhere.stop();
    expect(foreign).toHaveLength(2);
    expect(JSON.stringify(foreign)).not.toContain(KEY);
  });
});

describe("limits", () => {
  it("gives up a request that is not answered", async () => {
    api.routes["POST /v1/songs"] = () => undefined;
    expect(await api.failure({ requestTimeoutMs: 60 })).toMatchObject({
      name: "ProviderTimeout",
      message: "The song provider did not answer submitting the song within 0.1 s",
    });
  });

  it("gives up an answer that stops in the middle", async () => {
    api.routes["GET /files/1"] = (_, response) => void response.writeHead(200).write(WAV.subarray(0, 100));
    expect(await api.failure({ requestTimeoutMs: 100 })).toMatchObject({ name: "ProviderTimeout" });
  });

  it("gives up a song that is never finished", async () => {
    // Its time runs out while it is asked for, however fast this machine is.
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    api.routes["GET /v1/songs/song%2F1"] = (request, response) => {
      vi.setSystemTime(Date.now() + 60_000);
      json(200, { status: "running" })(request, response);
    };
    const error = await api.failure({ overallTimeoutMs: 100_000 });
    expect(error).toMatchObject({
      name: "ProviderTimeout",
      message: expect.stringContaining("did not finish song"),
    });
  });

  it("stops asking after repeated failures, and when told to wait beyond its time", async () => {
    api.routes["GET /v1/songs/song%2F1"] = json(500, {});
    expect(await api.failure()).toMatchObject({ name: "ProviderUnavailable" });
    expect(api.seen.filter(({ method }) => method === "GET")).toHaveLength(4);
    api.routes["GET /v1/songs/song%2F1"] = json(429, {}, { "retry-after": "600" });
    expect(await api.failure()).toMatchObject({ name: "RateLimited", retryAfterSeconds: 600 });
  });

  it.each<[string, Handler]>([
    ["announced", text(200, WAV, "audio/wav")],
    [
      "not announced",
      (_, response) => {
        response.write(WAV.subarray(0, 100));
        response.end(WAV.subarray(100));
      },
    ],
  ])("refuses a song that is too large, %s", async (_, handler) => {
    api.routes["GET /files/1"] = handler;
    expect(await api.failure({ maxAudioBytes: WAV.length - 1 })).toMatchObject({ name: "BadResponse" });
    await expect(api.generate({ maxAudioBytes: WAV.length })).resolves.toBeDefined();
  });

  it("says that nobody answers", async () => {
    const error = await api.failure({ baseUrl: "http://127.0.0.1:1" });
    expect(error).toMatchObject({ name: "ProviderUnavailable", retriable: true });
  });

  it("stops when aborted, with the caller's reason: in a request, in a pause, before", async () => {
    const reason = new Error("shutting down");
    const inRequest = new AbortController();
    api.routes["POST /v1/songs"] = (_) => inRequest.abort(reason);
    await expect(api.generate({}, {}, inRequest.signal)).rejects.toBe(reason);

    const inPause = new AbortController();
    api.routes["POST /v1/songs"] = json(202, { id: "song/1" });
    api.routes["GET /v1/songs/song%2F1"] = (request, response) => {
      response.on("close", () => setImmediate(() => inPause.abort(reason)));
      json(200, { status: "running" })(request, response);
    };
    await expect(api.generate({ pollIntervalMs: 60_000 }, {}, inPause.signal)).rejects.toBe(reason);
    await expect(api.generate({}, {}, inPause.signal)).rejects.toBe(reason);
  });
});
