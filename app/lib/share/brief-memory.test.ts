import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BriefMemory } from "./brief-memory";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("all who ask at the same time are told by one answer, and so is who asks a moment later", async () => {
  const memory = new BriefMemory<string>(400, 10);
  const ask = vi.fn(async () => "a song");
  expect(await Promise.all([memory.find("a", ask), memory.find("a", ask)])).toEqual(["a song", "a song"]);
  vi.advanceTimersByTime(399);
  expect(await memory.find("a", ask)).toBe("a song");
  expect(ask).toHaveBeenCalledTimes(1);
});

test("an answer's age counts from when it was asked for, however long it took", async () => {
  const memory = new BriefMemory<string>(400, 10);
  const first = memory.find("a", async () => {
    vi.advanceTimersByTime(300);
    return "before it was revoked";
  });
  await first;
  vi.advanceTimersByTime(101);
  expect(await memory.find("a", async () => null)).toBeNull();
});

test("what was not found is asked for again", async () => {
  const memory = new BriefMemory<string>(400, 10);
  expect(await memory.find("a", async () => null)).toBeNull();
  expect(await memory.find("a", async () => "made meanwhile")).toBe("made meanwhile");
});

test("what could not be asked is asked for again", async () => {
  const memory = new BriefMemory<string>(400, 10);
  await expect(memory.find("a", () => Promise.reject(new Error("out of reach")))).rejects.toThrow();
  expect(await memory.find("a", async () => "a song")).toBe("a song");
});

test("each key has its own answer, and no more are remembered than were allowed", async () => {
  const memory = new BriefMemory<string>(400, 2);
  for (const key of ["a", "b", "c"]) expect(await memory.find(key, async () => `${key} 1`)).toBe(`${key} 1`);
  const again = (key: string) => memory.find(key, async () => `${key} 2`);
  expect([await again("b"), await again("c"), await again("a")]).toEqual(["b 1", "c 1", "a 2"]);
});
