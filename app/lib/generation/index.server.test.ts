import { expect, it } from "vitest";
import { createSongProvider } from "./index.server";
import { json, KEY, ORDER, scriptSongApi } from "./scripted-song-api.server";

it("is the song API that the environment names, with its key, and fetches from the own network if it says so", async () => {
  const api = await scriptSongApi();
  const audio_url = `${api.address}/files/1`;
  api.routes["GET /v1/songs/song%2F1"] = json(200, { status: "succeeded", audio_url });
  const config = { GENERATION_API_URL: `${api.address}/v1`, GENERATION_API_KEY: KEY };
  const provider = (allowed: boolean) =>
    createSongProvider({ ...config, GENERATION_ALLOW_PRIVATE_AUDIO: allowed });
  await expect(provider(true).generate(ORDER)).resolves.toMatchObject({ contentType: "audio/wav" });
  await expect(provider(false).generate(ORDER)).rejects.toThrow(/only https is allowed/);
  expect(api.seen[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
  await api.stop();
});
