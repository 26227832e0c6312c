import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Handler, json, KEY, scriptSongApi, text } from "./scripted-song-api.server";

let api: Awaited<ReturnType<typeof scriptSongApi>>;

beforeEach(async () => {
  api = await scriptSongApi();
});
afterEach(() => api.stop());

describe("a refusal", () => {
  const submit = (handler: Handler) => {
    api.routes["POST /v1/songs"] = handler;
  };

  it("by the rate limit says how long to wait, in seconds or as a date", async () => {
    submit(json(429, { error: { code: "rate_limit", message: "30 a minute" } }, { "retry-after": "17" }));
    expect(await api.failure()).toMatchObject({
      name: "RateLimited",
      retriable: true,
      retryAfterSeconds: 17,
    });
    submit(json(429, {}, { "retry-after": new Date(Date.now() + 4_000_000).toUTCString() }));
    const { retryAfterSeconds } = (await api.failure()) as { retryAfterSeconds?: number };
    expect(retryAfterSeconds).toBeGreaterThan(3_500);
    expect(retryAfterSeconds).toBeLessThanOrEqual(4_000);
    submit(json(429, {}, { "retry-after": "soon" }));
    expect(await api.failure()).toMatchObject({ name: "RateLimited", retryAfterSeconds: undefined });
  });

  it("by moderation is final, at submission and later", async () => {
    const final = {
      name: "ModerationRefused",
      retriable: false,
      message: expect.stringContaining('"names a person"'),
    };
    const error = { code: "moderation", message: "names a person" };
    api.routes["GET /v1/songs/song%2F1"] = json(200, { status: "failed", error });
    expect(await api.failure()).toMatchObject(final);
    submit(json(422, { error }));
    expect(await api.failure()).toMatchObject(final);
  });

  it.each([
    [500, "ProviderUnavailable", true],
    [503, "ProviderUnavailable", true],
    [401, "ProviderUnavailable", false],
    [408, "ProviderTimeout", true],
    [400, "BadResponse", false],
    [302, "BadResponse", false],
  ])("with HTTP %i is %s, retriable %s", async (status, name, retriable) => {
    submit(
      json(status, { error: { message: "because" } }, { "x-request-id": "req_9", location: "/elsewhere" }),
    );
    const error = await api.failure();
    expect(error).toMatchObject({ name, retriable });
    expect(error.message).toContain(`HTTP ${status}, request "req_9"`);
    expect(api.seen).toHaveLength(1);
  });

  it.each<[string, Handler]>([
    ["a page", text(200, "<!doctype html>", "text/html")],
    ["another shape", json(200, { song: 7 })],
    ["null", json(200, null)],
    ["an endless answer", text(200, " ".repeat(300_000), "application/json")],
  ])("is a bad response when %s comes in place of the id", async (_, handler) => {
    submit(handler);
    expect(await api.failure()).toMatchObject({ name: "BadResponse", retriable: true });
  });

  it("for a song that fails is retriable and quotes the reason", async () => {
    api.routes["GET /v1/songs/song%2F1"] = json(200, {
      status: "failed",
      error: { code: "gpu", message: "out of memory" },
    });
    expect(await api.failure()).toMatchObject({
      name: "ProviderUnavailable",
      retriable: true,
      message: expect.stringContaining('"out of memory"'),
    });
    expect(api.seen).toHaveLength(2);
  });

  it.each([
    ["nothing", undefined],
    ["a file", "file:///etc/passwd"],
    ["a script", "javascript:alert(1)"],
    ["no address", "songs/1.wav"],
    ["an address with a password", "http://user:secret@127.0.0.1/1.wav"],
  ])("comes for an audio_url that is %s", async (_, audio_url) => {
    api.routes["GET /v1/songs/song%2F1"] = json(200, { status: "succeeded", audio_url });
    expect(await api.failure()).toMatchObject({ name: "BadResponse" });
  });

  it("never shows the key, even when the provider or the HTTP client quotes it", async () => {
    submit(json(401, { error: { message: `Unknown key ${KEY}` } }));
    const refused = await api.failure();
    expect(refused.message).toContain("Unknown key");
    expect(refused.message).not.toContain(KEY);
    const malformed = await api.failure({ apiKey: `${KEY}\nx` });
    expect(`${malformed.message} ${malformed.stack} ${malformed.cause}`).not.toContain(KEY);
  });
});
