import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSongProvider, readAudio, type SongRequest } from "../../app/lib/generation/index.server.ts";
import { ORDER } from "../../app/lib/generation/scripted-song-api.server.ts";
import { startSongApi } from "../../local/song-api/index.ts";

// What the desk makes of the failures that the local song API has on demand.

const apiKey = "a-key-of-the-contract";
let api: Awaited<ReturnType<typeof startSongApi>>;
beforeAll(async () => {
  api = await startSongApi({ apiKey, durationSeconds: 2 });
});
afterAll(() => api.stop());

/** Each is a request of its own: asked for twice, a song is the one that is there already. */
let requests = 0;
const make = (change: Partial<SongRequest>, signal?: AbortSignal) =>
  createSongProvider({
    GENERATION_API_URL: api.url,
    GENERATION_API_KEY: apiKey,
    GENERATION_ALLOW_PRIVATE_AUDIO: true,
  }).generate({ ...ORDER, requestId: `request ${++requests}`, ...change }, signal);
const failing = (failure: string, more: object = {}) => ({ options: { simulate: { failure, ...more } } });

describe("a song that is to fail", () => {
  it.each([
    ["timeout", "ProviderTimeout", true, /HTTP 408, request "req_[0-9a-f]{16}".*: "no song within 120 s/],
    ["rate_limit", "RateLimited", true, /HTTP 429/],
    ["moderation", "ModerationRefused", false, /refused the song: ".*Nora.*"/],
    ["provider_500", "ProviderUnavailable", true, /HTTP 500, request "req_/],
  ])("fails by %s", async (failure, name, retriable, message) => {
    await expect(make(failing(failure, { delay_ms: 1 }))).rejects.toMatchObject({
      name,
      retriable,
      message: expect.stringMatching(message),
    });
  });

  it("says how long to wait when its rate is limited", async () => {
    const limited = make(failing("rate_limit", { retry_after_seconds: 3 }));
    await expect(limited).rejects.toMatchObject({ retryAfterSeconds: 3 });
  });

  it("delivers bad audio that only the check of the audio finds", async () => {
    const page = await make({ ...failing("bad_audio"), variantNumber: 1 });
    await expect(readAudio(page.audio)).rejects.toMatchObject({
      name: "BadAudio",
      message: /<!doctype html>/,
    });
    const cut = await make({ ...failing("bad_audio"), variantNumber: 2 });
    await expect(readAudio(cut.audio)).rejects.toMatchObject({ name: "BadAudio", message: /cut short/ });
  });

  it("delivers good audio under a type that Storage refuses, and is taken for what it is", async () => {
    const song = await make(failing("storage_refused"));
    expect(song.contentType).toBe("audio/wav");
    expect((await readAudio(song.audio)).durationMs).toBe(2000);
  });

  it("fails the first n times only", async () => {
    const twice = failing("provider_500", { times: 2 });
    await expect(make(twice)).rejects.toThrow();
    await expect(make({ ...twice, tryNumber: 1 })).rejects.toThrow();
    await expect(make({ ...twice, tryNumber: 2 })).resolves.toBeDefined();
  });

  it("is an ordinary one for options that there are not", async () => {
    await expect(make({ options: undefined })).resolves.toMatchObject({ contentType: "audio/wav" });
  });

  it("is not waited for when the desk stops, with the desk's own reason", async () => {
    const abort = new AbortController();
    const reason = new Error("shutting down");
    const waiting = make(failing("timeout", { delay_ms: 30_000 }), abort.signal);
    abort.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });
});
