import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { RecentSongs } from "./recent-songs.server";
import { LOG_ENVIRONMENT, playerOf, SONG, sound, startStorage, whole } from "./storage-stand-in.server";
import type { StoredAudio } from "./stream-audio.server";

let storage: Awaited<ReturnType<typeof startStorage>>;

beforeAll(async () => {
  storage = await startStorage();
  for (const [name, value] of Object.entries(LOG_ENVIRONMENT)) vi.stubEnv(name, value);
});

afterEach(() => {
  storage.behave = sound;
  storage.asked.length = 0;
});

afterAll(async () => {
  await storage.stop();
  vi.unstubAllEnvs();
});

const play = (...args: Parameters<ReturnType<typeof playerOf>>) => playerOf(storage)(...args);
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
const head = (response: Response, ...names: string[]) => names.map((name) => response.headers.get(name));

describe("the whole song", () => {
  test("comes with all that a player needs to know", async () => {
    const response = await play();
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toEqual({
      "accept-ranges": "bytes",
      "cache-control": "private, no-cache, no-transform",
      "content-disposition":
        "inline; filename=\"A birthday song for Zo_ _5_.wav\"; filename*=UTF-8''A%20birthday%20song%20for%20Zo%C3%AB%20%285%29.wav",
      "content-length": "10000",
      "content-type": "audio/wav",
      etag: expect.stringMatching(/^"[\w-]{27}"$/),
    });
    expect(await bytesOf(response)).toEqual(SONG);
  });

  test("is asked for with the secret key, uncompressed and without a range", async () => {
    await bytesOf(await play({ range: "nonsense" }));
    const [asked] = storage.asked;
    expect(asked?.headers).toMatchObject({ apikey: storage.secretKey, "accept-encoding": "identity" });
    expect(asked?.headers.range).toBeUndefined();
  });

  test("is described by HEAD without asking Storage, whatever range is named", async () => {
    const response = await play({ range: "bytes=0-1" }, {}, { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(head(response, "content-length", "accept-ranges")).toEqual(["10000", "bytes"]);
    expect(await response.text()).toBe("");
    expect(storage.asked).toEqual([]);
  });

  test("is not sent again to who has it", async () => {
    const etag = (await play({}, {}, { method: "HEAD" })).headers.get("etag") ?? "";
    const response = await play({ "if-none-match": etag, range: "bytes=0-1" });
    expect([response.status, ...head(response, "etag", "content-length")]).toEqual([304, etag, null]);
    expect(storage.asked).toEqual([]);
  });

  test("has another entity tag when it was made again, or lies elsewhere", async () => {
    const tags = await Promise.all(
      [
        {},
        { completedAt: "2026-06-02T09:00:00+00:00" },
        { bytes: 9_999 },
        { storagePath: "orders/b.wav" },
      ].map(async (audio) => (await play({}, audio, { method: "HEAD" })).headers.get("etag")),
    );
    expect(new Set(tags).size).toBe(4);
  });

  test("is nothing that a browser shows when its type is no audio", async () => {
    const response = await play({}, { type: "text/html" }, { method: "HEAD" });
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
  });
});

describe.each([
  ["obeys ranges", sound],
  ["ignores ranges", whole],
])("a part, from a Storage that %s", (_, behaviour) => {
  test.each<[string, number, number]>([
    ["bytes=0-1", 0, 1],
    ["bytes=-500", 9_500, 9_999],
    ["bytes=4000-5999", 4_000, 5_999],
    ["bytes=9999-", 9_999, 9_999],
    ["bytes=0-", 0, 9_999],
    ["bytes=-99999", 0, 9_999],
  ])("%s", async (range, start, end) => {
    storage.behave = behaviour;
    const response = await play({ range });
    expect(response.status).toBe(206);
    expect(head(response, "content-range", "content-length")).toEqual([
      `bytes ${start}-${end}/10000`,
      String(end - start + 1),
    ]);
    expect(await bytesOf(response)).toEqual(SONG.subarray(start, end + 1));
    expect(storage.asked.map(({ headers }) => headers.range)).toEqual([`bytes=${start}-${end}`]);
  });
});

describe("a range", () => {
  test("behind the end is refused with the size, without asking Storage", async () => {
    const response = await play({ range: "bytes=10000-" });
    expect([response.status, ...head(response, "content-range")]).toEqual([416, "bytes */10000"]);
    expect(storage.asked).toEqual([]);
  });

  test("of this version is a part, of another the whole", async () => {
    const etag = (await play({}, {}, { method: "HEAD" })).headers.get("etag") ?? "";
    const fresh = await play({ range: "bytes=0-1", "if-range": etag });
    const stale = await play({ range: "bytes=0-1", "if-range": '"older"' });
    expect([fresh.status, stale.status]).toEqual([206, 200]);
    expect([(await bytesOf(fresh)).length, (await bytesOf(stale)).length]).toEqual([2, 10_000]);
  });
});

describe("a row that says too little or the wrong thing", () => {
  test("without size and type is answered as Storage knows them", async () => {
    const response = await play({ range: "bytes=-2" }, { bytes: null, type: null });
    expect(head(response, "content-range", "content-type")).toEqual(["bytes 9998-9999/10000", "audio/wav"]);
    expect(await bytesOf(response)).toEqual(SONG.subarray(-2));
    expect(storage.asked.map(({ method }) => method)).toEqual(["HEAD", "GET"]);
  });

  test.each([
    ["larger", 12_000, "bytes=-10"],
    ["larger, and a range behind the real end", 12_000, "bytes=11000-"],
    ["smaller", 8_000, "bytes=-10"],
  ])("of a %s size is answered by the file's own", async (_, bytes, range) => {
    const response = await play({ range }, { bytes });
    if (range === "bytes=-10") {
      expect(response.headers.get("content-range")).toBe("bytes 9990-9999/10000");
      expect(await bytesOf(response)).toEqual(SONG.subarray(-10));
    } else {
      expect([response.status, response.headers.get("content-range")]).toEqual([416, "bytes */10000"]);
    }
  });

  test("with a path that leads out of the bucket is refused before anything is asked", async () => {
    await expect(play({}, { storagePath: "../private/a.wav" })).rejects.toMatchObject({ status: 500 });
    await expect(play({}, { storagePath: "../private/a.wav", bytes: null })).rejects.toMatchObject({
      status: 500,
    });
    expect(storage.asked).toEqual([]);
  });

  test("D13 of an empty file says that the song is broken, whatever its row says", async () => {
    const empty = { status: 404, code: "audio_empty", message: expect.stringContaining("is broken") };
    storage.behave = (request, response) =>
      response.writeHead(request.headers.range ? 416 : 200, { "content-length": 0 }).end();
    await expect(play({}, { bytes: null })).rejects.toMatchObject(empty);
    await expect(play()).rejects.toMatchObject(empty);
    await expect(play({ range: "bytes=0-0" })).rejects.toMatchObject(empty);
  });

  test("of a file that is not there is not found", async () => {
    const missing = { status: 404, code: "audio_missing" };
    await expect(play({}, { storagePath: "orders/gone.wav" })).rejects.toMatchObject(missing);
    await expect(play({}, { storagePath: "orders/gone.wav", bytes: null })).rejects.toMatchObject(missing);
  });
});

describe("a song that was played whole", () => {
  const recentOf = () => {
    const recent = new RecentSongs();
    const answer = (headers: Record<string, string> = {}, audio: Partial<StoredAudio> = {}) =>
      play(headers, audio, {}, { recent });
    return answer;
  };

  test("is read from Storage once, and each part of it is right", async () => {
    const answer = recentOf();
    expect(await bytesOf(await answer({ range: "bytes=0-" }))).toEqual(SONG);
    const part = await answer({ range: "bytes=4000-5999" });
    expect([part.status, ...head(part, "content-range", "content-length", "content-type")]).toEqual([
      206,
      "bytes 4000-5999/10000",
      "2000",
      "audio/wav",
    ]);
    expect(await bytesOf(part)).toEqual(SONG.subarray(4_000, 6_000));
    const again = await answer();
    expect([again.status, ...head(again, "content-length")]).toEqual([200, "10000"]);
    expect(await bytesOf(again)).toEqual(SONG);
    expect(storage.asked).toHaveLength(1);
  });

  test("is read again when it was made again, and when only a part was played", async () => {
    const answer = recentOf();
    await bytesOf(await answer({ range: "bytes=0-9" }));
    await bytesOf(await answer());
    await bytesOf(await answer({}, { completedAt: "2026-06-02T09:00:00+00:00" }));
    expect(storage.asked).toHaveLength(3);
  });

  test("is not kept under a size that is not its own", async () => {
    const answer = recentOf();
    for (let time = 0; time < 2; time++)
      expect(await bytesOf(await answer({}, { bytes: 8_000 }))).toEqual(SONG);
    expect(storage.asked.length).toBeGreaterThan(2);
  });
});
