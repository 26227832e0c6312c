import { describe, expect, test } from "vitest";
import type { SharedSong } from "./find-shared-song.server";
import { messageLine, shareView } from "./share-view.server";

const TOKEN = "9d3f0c1a-5b7e-4f62-8a41-0c9e2d7b6f55";
const SONG: SharedSong = {
  variant_id: "6c1f1d0e-38a5-4a3e-9d0b-7d8f6f1f2a10",
  generation_status: "complete",
  storage_path: "orders/1b0c/variant-1.wav",
  duration_ms: 125_400,
  audio_bytes: 1_000,
  audio_type: "audio/wav",
  completed_at: "2026-06-01T09:00:00+00:00",
  recipient_name: "Rosa",
  occasion: "birthday",
  peaks: [0, 128, 255],
  allow_download: true,
  allow_embed: false,
};

const MESSAGE = "Here is to you.\nP.S. the second verse is about the boat.";

test("a song is shown by its title, message, length and state alone", () => {
  expect(shareView(SONG, TOKEN, MESSAGE)).toEqual({
    title: { before: "A birthday song for", name: "Rosa", after: "" },
    titleText: "A birthday song for Rosa",
    tone: "festive",
    state: "complete",
    message: "Here is to you.",
    seconds: 125,
    waveform: expect.stringMatching(/^M2\.5 /),
    seed: expect.any(Number),
    positionKey: expect.stringMatching(/^[\w-]{16}$/),
    mayDownload: true,
    mayEmbed: false,
  });
});

test("D13 a finished song whose file is empty is broken", () => {
  expect(shareView({ ...SONG, audio_bytes: 0 }, TOKEN, MESSAGE).state).toBe("broken");
  expect(shareView({ ...SONG, audio_bytes: 0, generation_status: "generating" }, TOKEN, MESSAGE).state).toBe(
    "generating",
  );
  expect(shareView({ ...SONG, audio_bytes: null }, TOKEN, MESSAGE).state).toBe("complete");
});

test("nothing tells which variant it is, where its file lies or what the link is", () => {
  const shown = JSON.stringify(shareView(SONG, TOKEN, MESSAGE));
  for (const hidden of ["6c1f1d0e", "orders/", "1b0c", "2026", "9d3f0c1a"])
    expect(shown).not.toContain(hidden);
});

test("each variant has an ornament of its own, the same at each visit", () => {
  const other = { ...SONG, variant_id: "00000000-38a5-4a3e-9d0b-7d8f6f1f2a10" };
  expect(shareView(SONG, TOKEN, MESSAGE).seed).toBe(shareView(SONG, TOKEN, MESSAGE).seed);
  expect(shareView(other, TOKEN, MESSAGE).seed).not.toBe(shareView(SONG, TOKEN, MESSAGE).seed);
});

test("a position is kept for each link, however its letters are written", () => {
  const { positionKey } = shareView(SONG, TOKEN, MESSAGE);
  expect(shareView(SONG, TOKEN.toUpperCase(), MESSAGE).positionKey).toBe(positionKey);
  expect(shareView(SONG, TOKEN.replace("9", "8"), MESSAGE).positionKey).not.toBe(positionKey);
});

describe("the line of a message", () => {
  test.each([
    [null, null],
    ["", null],
    [" \n\t\n", null],
    ["You make every room lighter.", "You make every room lighter."],
    ["\n  Dear   Rosa, \r\n and so on", "Dear Rosa,"],
  ])("of %j is %j", (message, line) => expect(messageLine(message)).toBe(line));

  test("that is long ends between two words, and says that it goes on", () => {
    const line = messageLine("a few words, ".repeat(40)) ?? "";
    expect(line.length).toBeLessThanOrEqual(201);
    expect(line).toMatch(/(a|few|words)…$/);
    expect(messageLine("x".repeat(500))?.length).toBeLessThanOrEqual(201);
  });
});
