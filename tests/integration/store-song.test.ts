import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import {
  removeAbandonedUploads,
  SONGS_BUCKET,
  storeSong,
} from "../../app/lib/generation/store-song.server.ts";
import type { ServiceClient } from "../../app/lib/supabase/clients.server.ts";
import { connectDesk, sharedStack } from "./desk.ts";

const { db } = connectDesk(sharedStack());
const bucket = db.storage.from(SONGS_BUCKET);
const song = (text: string) => ({
  audio: new TextEncoder().encode(text),
  contentType: "audio/wav",
  fileExtension: "wav",
});
const newPath = () => `ab/${randomUUID()}.wav`;
const stored = async (path: string) => (await bucket.download(path)).data?.text();
const incoming = async () => (await bucket.list("incoming", { limit: 1000 })).data?.map(({ name }) => name);

/** Storage that dies between the upload and the move. */
function dyingBeforeTheMove(): ServiceClient {
  const storage = {
    from: () => ({
      upload: bucket.upload.bind(bucket),
      move: async () => {
        throw new Error("killed");
      },
    }),
  };
  return { storage } as unknown as ServiceClient;
}

test("D17 a song is stored whole under its path, and never in place of another", async () => {
  const path = newPath();
  await storeSong(db, path, song("first"));
  expect(await stored(path)).toBe("first");
  await expect(storeSong(db, path, song("second"))).rejects.toMatchObject({ name: "StorageRefused" });
  expect(await stored(path)).toBe("first");
  expect(await incoming()).toEqual([]);
});

test("an upload that dies half-way leaves no song, and what it left is removed a day later", async () => {
  const path = newPath();
  await expect(storeSong(dyingBeforeTheMove(), path, song("half"))).rejects.toThrow("killed");
  expect((await bucket.exists(path)).data).toBe(false);
  expect(await incoming()).toHaveLength(1);
  expect(await removeAbandonedUploads(db, new Date())).toBe(0);
  expect(await removeAbandonedUploads(db, new Date(Date.now() + 25 * 60 * 60 * 1000))).toBe(1);
  expect(await incoming()).toEqual([]);
});

test("a type that the bucket does not take is refused, and leaves nothing", async () => {
  const path = newPath();
  const odd = { ...song("x"), contentType: "text/html" };
  await expect(storeSong(db, path, odd)).rejects.toMatchObject({
    name: "StorageRefused",
    retriable: true,
    message: expect.stringMatching(/^Storage refused the song: .*mime type/i),
  });
  expect([(await bucket.exists(path)).data, await incoming()]).toEqual([false, []]);
});
