import { afterAll, beforeAll, expect, test } from "vitest";
import { createSongProvider, readAudio, type SongRequest } from "../../app/lib/generation/index.server.ts";
import { readPeaks } from "../../app/lib/generation/read-peaks.server.ts";
import { startSongApi } from "../../local/song-api/index.ts";

// What the desk needs of a song API: the one that GENERATION_API_URL names, or else the local one.

const given = process.env.GENERATION_API_URL;
const apiKey = process.env.GENERATION_API_KEY ?? "a-key-of-the-contract";
const song: SongRequest = {
  orderId: "0b5f2a7e-3a52-4c7e-9c51-9f6f6a3f0001",
  variantNumber: 1,
  recipientName: "Nora",
  occasion: "birthday",
  genre: "pop",
  mood: "happy",
  language: "en",
  message: null,
  options: undefined,
  requestId: `contract ${Date.now()}`,
  tryNumber: 0,
};

let url: string;
let stop: (() => Promise<void>) | undefined;
beforeAll(async () => {
  if (given) url = given;
  else ({ url, stop } = await startSongApi({ apiKey, durationSeconds: 2 }));
});
afterAll(() => stop?.());

const make = (change: Partial<SongRequest> = {}, key = apiKey) =>
  createSongProvider({
    GENERATION_API_URL: url,
    GENERATION_API_KEY: key,
    GENERATION_ALLOW_PRIVATE_AUDIO: true,
  }).generate({ ...song, ...change });

test("a song is made that the desk can read and draw", { timeout: 300_000 }, async () => {
  const { audio } = await make();
  expect((await readAudio(audio)).durationMs).toBeGreaterThan(1_000);
  expect(Math.max(...(await readPeaks(audio)))).toBe(255);
});

test("the same try is the same song, another variant or try is another", { timeout: 300_000 }, async () => {
  const textOf = async (change: Partial<SongRequest>) =>
    Buffer.from((await make(change)).audio).toString("base64");
  const first = await textOf({});
  expect(await textOf({})).toBe(first);
  expect(new Set([first, await textOf({ variantNumber: 2 }), await textOf({ tryNumber: 1 })]).size).toBe(3);
});

test("a wrong key is refused, and trying again does not help", async () => {
  await expect(make({}, "another-key")).rejects.toMatchObject({
    name: "ProviderUnavailable",
    retriable: false,
  });
});
