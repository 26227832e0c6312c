import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { SONG, SONG_PATH, sound, startStorage, whole } from "./storage.test-server";
import { type StoredAudio, streamAudio } from "./stream-audio.server";

let storage: Awaited<ReturnType<typeof startStorage>>;

beforeAll(async () => {
  storage = await startStorage();
  // The log wants the environment; nothing else here does.
  vi.stubEnv("NODE_ENV", "test");
  vi.stubEnv("LOG_LEVEL", "silent");
  vi.stubEnv("SUPABASE_URL", storage.url);
  vi.stubEnv("SUPABASE_PUBLISHABLE_KEY", "sb_publishable_only-for-tests");
  vi.stubEnv("SUPABASE_SECRET_KEY", storage.secretKey);
  vi.stubEnv("INNGEST_DEV", "http://127.0.0.1:9");
  vi.stubEnv("GENERATION_PROVIDER", "local");
});

afterEach(() => {
  storage.behave = sound;
  storage.asked.length = 0;
});

afterAll(async () => {
  await storage.stop();
  vi.unstubAllEnvs();
});

const AUDIO: StoredAudio = {
  storagePath: SONG_PATH,
  bytes: SONG.length,
  type: "audio/wav",
  completedAt: "2026-06-01T09:00:00+00:00",
  name: "A birthday song for Zoë (5)",
};

function play(
  headers: Record<string, string> = {},
  audio: Partial<StoredAudio> = {},
  init: RequestInit = {},
) {
  const request = new Request("http://desk.test/share/x/audio", { headers, ...init });
  return streamAudio(request, { ...AUDIO, ...audio }, storage);
}

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

  test("of a file that is not there is not found", async () => {
    const missing = { status: 404, code: "audio_missing" };
    await expect(play({}, { storagePath: "orders/gone.wav" })).rejects.toMatchObject(missing);
    await expect(play({}, { storagePath: "orders/gone.wav", bytes: null })).rejects.toMatchObject(missing);
  });
});

describe("a Storage in trouble", () => {
  const unavailable = { status: 503, code: "storage_unavailable", retryAfterSeconds: 10 };

  test("that refuses connections is unavailable", async () => {
    const gone = await startStorage();
    await gone.stop();
    const request = new Request("http://desk.test/share/x/audio");
    await expect(streamAudio(request, AUDIO, gone)).rejects.toMatchObject(unavailable);
  });

  test.each([500, 503, 401, 429])("that answers %i is unavailable", async (status) => {
    storage.behave = (_, response) => response.writeHead(status).end("no");
    await expect(play()).rejects.toMatchObject(unavailable);
  });

  test("that redirects is not followed with the key", async () => {
    const other = await startStorage();
    storage.behave = (_, response) => response.writeHead(302, { location: `${other.url}/steal` }).end();
    await expect(play()).rejects.toMatchObject(unavailable);
    expect(other.asked).toEqual([]);
    await other.stop();
  });

  test("that contradicts itself about the size is unavailable, and asked no further", async () => {
    storage.behave = (request, response) => {
      const bytes = request.method === "HEAD" ? 500 : 400;
      response.writeHead(200, { "content-length": bytes });
      response.end(request.method === "HEAD" ? undefined : Buffer.alloc(bytes));
    };
    await expect(play()).rejects.toMatchObject(unavailable);
    expect(storage.asked.map(({ method }) => method)).toEqual(["GET", "HEAD", "GET"]);
  });

  test("that hangs is unavailable after eight seconds", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      storage.behave = () => undefined;
      const answer = expect(play()).rejects.toMatchObject(unavailable);
      await vi.waitFor(() => expect(storage.asked).toHaveLength(1));
      await vi.advanceTimersByTimeAsync(8_000);
      await answer;
    } finally {
      vi.useRealTimers();
    }
  });

  test("that breaks off breaks the answer, which must not look whole", async () => {
    storage.behave = (_, response) => {
      response.writeHead(200, { "content-length": SONG.length });
      response.write(SONG.subarray(0, 100), () => response.destroy());
    };
    await expect(bytesOf(await play())).rejects.toThrow();
  });

  test("that ends early without having told a length breaks the answer", async () => {
    storage.behave = (_, response) => response.writeHead(200).end(SONG.subarray(0, 100));
    await expect(bytesOf(await play())).rejects.toThrow("9900 bytes early");
  });
});

describe("a listener who leaves", () => {
  /** Sends the first bytes, and tells when its connection is gone. */
  function endless() {
    let closed = false;
    storage.behave = (_, response) => {
      response.on("close", () => {
        closed = true;
      });
      response.writeHead(200, { "content-length": SONG.length });
      response.write(SONG.subarray(0, 100));
    };
    return () => closed;
  }

  test("by cancelling the body stops Storage", async () => {
    const isClosed = endless();
    const reader = (await play()).body?.getReader();
    expect((await reader?.read())?.value?.length).toBe(100);
    expect(isClosed()).toBe(false);
    await reader?.cancel();
    await vi.waitFor(() => expect(isClosed()).toBe(true));
  });

  test("by aborting the request stops Storage in the middle of the body", async () => {
    const isClosed = endless();
    const leave = new AbortController();
    const reader = (await play({}, {}, { signal: leave.signal })).body?.getReader();
    await reader?.read();
    leave.abort();
    await expect(reader?.read()).rejects.toThrow("aborted");
    await vi.waitFor(() => expect(isClosed()).toBe(true));
  });

  test("before Storage has answered is not told that Storage is down", async () => {
    let closed = false;
    storage.behave = (request) => {
      request.on("close", () => {
        closed = true;
      });
    };
    const leave = new AbortController();
    const answer = expect(play({}, {}, { signal: leave.signal })).rejects.toMatchObject({
      name: "AbortError",
    });
    await vi.waitFor(() => expect(storage.asked).toHaveLength(1));
    leave.abort();
    await answer;
    await vi.waitFor(() => expect(closed).toBe(true));
  });

  test("who got the part asked for needs no more of a Storage that ignores ranges", async () => {
    const isClosed = endless();
    expect(await bytesOf(await play({ range: "bytes=10-19" }))).toEqual(SONG.subarray(10, 20));
    await vi.waitFor(() => expect(isClosed()).toBe(true));
  });
});
