import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { LOG_ENVIRONMENT, playerOf, SONG, sound, startStorage } from "./storage-stand-in.server";

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

describe("a Storage in trouble", () => {
  const unavailable = { status: 503, code: "storage_unavailable", retryAfterSeconds: 10 };

  test("that refuses connections is unavailable", async () => {
    const gone = await startStorage();
    await gone.stop();
    await expect(playerOf(gone)()).rejects.toMatchObject(unavailable);
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
      const asked = new Promise<void>((resolve) => {
        storage.behave = () => resolve();
      });
      const answer = expect(play()).rejects.toMatchObject(unavailable);
      await asked;
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
    await expect.poll(isClosed).toBe(true);
  });

  test("by aborting the request stops Storage in the middle of the body", async () => {
    const isClosed = endless();
    const leave = new AbortController();
    const reader = (await play({}, {}, { signal: leave.signal })).body?.getReader();
    await reader?.read();
    leave.abort();
    await expect(reader?.read()).rejects.toThrow("aborted");
    await expect.poll(isClosed).toBe(true);
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
    await expect.poll(() => storage.asked).toHaveLength(1);
    leave.abort();
    await answer;
    await expect.poll(() => closed).toBe(true);
  });

  test("who got the part asked for needs no more of a Storage that ignores ranges", async () => {
    const isClosed = endless();
    expect(await bytesOf(await play({ range: "bytes=10-19" }))).toEqual(SONG.subarray(10, 20));
    await expect.poll(isClosed).toBe(true);
  });
});
