import { expect, test } from "vitest";
import type { SharedSong } from "./find-shared-song.server";
import { shareView } from "./share-view.server";

const SONG: SharedSong = {
  variant_id: "6c1f1d0e-38a5-4a3e-9d0b-7d8f6f1f2a10",
  generation_status: "complete",
  storage_path: "orders/1b0c/variant-1.wav",
  duration_ms: 125_000,
  audio_bytes: 1_000,
  audio_type: "audio/wav",
  completed_at: "2026-06-01T09:00:00+00:00",
  recipient_name: "Rosa",
  occasion: "birthday",
};

test("a song is shown by its title, state and type alone", () => {
  expect(shareView(SONG)).toEqual({
    title: { before: "A birthday song for", name: "Rosa", after: "" },
    titleText: "A birthday song for Rosa",
    tone: "festive",
    state: "complete",
    audioType: "audio/wav",
    seed: expect.any(Number),
  });
});

test("nothing tells which variant it is or where its file lies", () => {
  const shown = JSON.stringify(shareView(SONG));
  for (const hidden of ["6c1f1d0e", "orders/", "1b0c", "2026"]) expect(shown).not.toContain(hidden);
});

test("each variant has an ornament of its own, the same at each visit", () => {
  const other = { ...SONG, variant_id: "00000000-38a5-4a3e-9d0b-7d8f6f1f2a10" };
  expect(shareView(SONG).seed).toBe(shareView(SONG).seed);
  expect(shareView(other).seed).not.toBe(shareView(SONG).seed);
});
