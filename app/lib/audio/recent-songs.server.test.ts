import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { BytesInMemory } from "./bytes-in-memory";
import { RecentSongs } from "./recent-songs.server";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

const song = (bytes: number, fill: number) => new Uint8Array(bytes).fill(fill);
const read = async (stream: ReadableStream<Uint8Array>) =>
  new Uint8Array(await new Response(stream).arrayBuffer());
const play = (recent: RecentSongs, version: string, bytes: Uint8Array) =>
  read(recent.keep(version, bytes.byteLength, new BytesInMemory(bytes)));

describe("songs that were played", () => {
  test("are passed on as they are, and kept when they have come to their end", async () => {
    const recent = new RecentSongs(100);
    expect(recent.find("a")).toBeUndefined();
    expect(await play(recent, "a", song(60, 1))).toEqual(song(60, 1));
    expect(recent.find("a")).toEqual(song(60, 1));
    expect(recent.find("b")).toBeUndefined();
  });

  test("make room, the one first that nobody has asked for the longest", async () => {
    const recent = new RecentSongs(100);
    await play(recent, "a", song(40, 1));
    await play(recent, "b", song(40, 2));
    recent.find("a");
    await play(recent, "c", song(40, 3));
    expect([..."abc"].filter((version) => recent.find(version))).toEqual(["a", "c"]);
  });

  test("are not kept when they are larger than all the room", async () => {
    const recent = new RecentSongs(100);
    expect(await play(recent, "a", song(101, 1))).toEqual(song(101, 1));
    expect(recent.find("a")).toBeUndefined();
  });

  test("take no more room while they come than there is, and one listener at a time is copied", async () => {
    const recent = new RecentSongs(100);
    const sources = [
      new BytesInMemory(song(60, 1)),
      new BytesInMemory(song(60, 1)),
      new BytesInMemory(song(60, 2)),
    ] as const;
    const first = recent.keep("a", 60, sources[0]);
    expect(first).not.toBe(sources[0]);
    expect(recent.keep("a", 60, sources[1])).toBe(sources[1]);
    expect(recent.keep("b", 60, sources[2])).toBe(sources[2]);
    await read(first);
    expect(await play(recent, "b", song(60, 2))).toEqual(song(60, 2));
    expect(recent.find("b")).toEqual(song(60, 2));
  });

  test("are not kept when the listener leaves, and Storage is told", async () => {
    const recent = new RecentSongs(100);
    let told: unknown;
    const source = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(song(10, 1)),
      cancel: (reason) => {
        told = reason;
      },
    });
    const reader = recent.keep("a", 60, source).getReader();
    await reader.read();
    await reader.cancel("gone");
    expect(told).toBe("gone");
    expect(recent.find("a")).toBeUndefined();
    // The room is free again.
    await play(recent, "b", song(100, 2));
    expect(recent.find("b")).toBeDefined();
  });

  test("are not kept when Storage breaks off, and the listener sees it break", async () => {
    const recent = new RecentSongs(100);
    const source = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(song(10, 1)),
      pull: (controller) => controller.error(new Error("broken off")),
    });
    await expect(read(recent.keep("a", 60, source))).rejects.toThrow("broken off");
    expect(recent.find("a")).toBeUndefined();
    await play(recent, "a", song(60, 1));
    expect(recent.find("a")).toEqual(song(60, 1));
  });

  test("that had to make room take some as long as a slow listener holds them", async () => {
    const recent = new RecentSongs(100);
    await play(recent, "a", song(80, 1));
    let heard = recent.find("a")?.subarray(10);
    await play(recent, "b", song(80, 2));
    expect(recent.find("a")).toBeUndefined();
    await play(recent, "c", song(80, 3));
    expect(recent.find("c")).toBeUndefined();
    expect(heard?.[0]).toBe(1);
    heard = undefined;
    await expect
      .poll(async () => {
        collectGarbage();
        await play(recent, "c", song(80, 3));
        return recent.find("c");
      })
      .toBeDefined();
  });
});
