import { describe, expect, it } from "vitest";
import { createLocalProvider } from "./local-provider.server";
import type { SongRequest } from "./provider.server";
import { readAudio } from "./read-audio.server";

const provider = createLocalProvider({ durationSeconds: 2 });
const order: SongRequest = {
  orderId: "0b5f2a7e-3a52-4c7e-9c51-9f6f6a3f0001",
  variantNumber: 1,
  recipientName: "Nora",
  occasion: "birthday",
  genre: "pop",
  mood: "happy",
  language: "en",
  message: null,
  options: null,
  requestId: "generation:1",
  tryNumber: 0,
};
const failing = (failure: string, more: object = {}) => ({
  ...order,
  options: { simulate: { failure, ...more } },
});

describe("local provider", () => {
  it("makes a playable song", async () => {
    const { audio, ...type } = await provider.generate(order);
    expect(type).toEqual({ contentType: "audio/wav", fileExtension: "wav" });
    expect((await readAudio(audio)).durationMs).toBe(2000);
  });

  it("makes the same song for the same try, another for each variant, order and further try", async () => {
    const make = async (change: Partial<SongRequest>) =>
      Buffer.from((await provider.generate({ ...order, ...change })).audio).toString("base64");
    const songs = await Promise.all([
      make({}),
      make({ variantNumber: 2 }),
      make({ tryNumber: 1 }),
      make({ orderId: "0b5f2a7e-3a52-4c7e-9c51-9f6f6a3f0002" }),
    ]);
    expect(new Set(songs).size).toBe(4);
    expect(await make({})).toBe(songs[0]);
  });

  it.each([
    ["timeout", "ProviderTimeout", true, /did not answer within 120 s \(request req_[0-9a-f]{16}/],
    ["rate_limit", "RateLimited", true, /HTTP 429/],
    ["moderation", "ModerationRefused", false, /refused the lyrics .*: ".*Nora.*"/],
    ["provider_500", "ProviderUnavailable", true, /HTTP 500 \(request req_/],
  ])("fails by %s", async (failure, name, retriable, message) => {
    await expect(provider.generate(failing(failure, { delay_ms: 1 }))).rejects.toMatchObject({
      name,
      retriable,
      message: expect.stringMatching(message),
    });
  });

  it("says how long to wait when its rate is limited", async () => {
    const limited = provider.generate(failing("rate_limit", { retry_after_seconds: 3 }));
    await expect(limited).rejects.toMatchObject({
      retryAfterSeconds: 3,
      message: expect.stringContaining("3 s"),
    });
  });

  it("delivers bad audio that only the check of the audio finds", async () => {
    const page = await provider.generate(failing("bad_audio"));
    await expect(readAudio(page.audio)).rejects.toMatchObject({
      name: "BadAudio",
      message: /<!doctype html>/,
    });
    const cut = await provider.generate({ ...failing("bad_audio"), variantNumber: 2 });
    await expect(readAudio(cut.audio)).rejects.toMatchObject({ name: "BadAudio", message: /cut short/ });
  });

  it("delivers good audio of a type that Storage refuses", async () => {
    const song = await provider.generate(failing("storage_refused"));
    expect(song.contentType).toBe("application/octet-stream");
    expect((await readAudio(song.audio)).durationMs).toBe(2000);
  });

  it("fails the first n times only", async () => {
    const twice = failing("provider_500", { times: 2 });
    await expect(provider.generate(twice)).rejects.toThrow();
    await expect(provider.generate({ ...twice, tryNumber: 1 })).rejects.toThrow();
    await expect(provider.generate({ ...twice, tryNumber: 2 })).resolves.toBeDefined();
  });

  it("fails for the variants named only", async () => {
    const second = failing("provider_500", { variants: [2, 4] });
    await expect(provider.generate(second)).resolves.toBeDefined();
    await expect(provider.generate({ ...second, variantNumber: 2 })).rejects.toThrow();
  });

  it.each([
    null,
    undefined,
    "simulate",
    [1],
    {},
    { simulate: null },
    { simulate: { failure: "explode" } },
    { simulate: { failure: "timeout", delay_ms: 1e12 } },
    { simulate: { failure: "timeout", times: "many" } },
  ])("makes an ordinary song for options it does not understand: %j", async (options) => {
    await expect(provider.generate({ ...order, options })).resolves.toMatchObject({
      contentType: "audio/wav",
    });
  });

  it("stops waiting when it is aborted, with the caller's reason", async () => {
    const abort = new AbortController();
    const reason = new Error("shutting down");
    const waiting = provider.generate(failing("timeout", { delay_ms: 30_000 }), abort.signal);
    abort.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });
});
