import { randomUUID } from "node:crypto";
import { afterEach, expect, test, vi } from "vitest";
import { openObject } from "../../app/lib/audio/open-object.server.ts";
import { songsBucket } from "../../app/lib/env.server.ts";
import {
  removeAbandonedUploads,
  removeSongs,
  storeSong,
} from "../../app/lib/generation/store-song.server.ts";
import type { ServiceClient } from "../../app/lib/supabase/clients.server.ts";
import { connectDesk, sharedStack } from "./desk.ts";

const stack = sharedStack();
const { db, sql } = connectDesk(stack);
afterEach(() => void vi.unstubAllEnvs());
const bucket = db.storage.from(songsBucket());
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

test("A19 songs are in the bucket that the shop names", async () => {
  const name = `songs-${randomUUID()}`;
  await sql`insert into storage.buckets (id, name, public) values (${name}, ${name}, false)`;
  vi.stubEnv("SONGS_BUCKET", name);
  const path = newPath();
  await storeSong(db, path, song("of this shop"));
  expect(await (await db.storage.from(name).download(path)).data?.text()).toBe("of this shop");
  expect(await stored(path)).toBeUndefined();
  const storage = { url: stack.supabaseUrl, secretKey: stack.secretKey };
  expect(await (await openObject(storage, path)).text()).toBe("of this shop");
  await removeSongs(db, [path]);
  expect((await db.storage.from(name).exists(path)).data).toBe(false);
});
