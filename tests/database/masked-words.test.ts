import type { Sql } from "postgres";
import { beforeAll, describe, expect, test } from "vitest";
import { onPostgres } from "./servers.ts";

const WORDS = ["cleo+home@example.com", 'Cleo "C." O\'Neil (jr)', "Al", "Zoë", "X", " ", "true", null];

onPostgres((database) => {
  let sql: Sql;
  beforeAll(() => {
    sql = database().sql;
  });

  describe("words that are masked", () => {
    test.each([
      ["who is Al?", "who is [erased]?"],
      ["AL, al\nand Al", "[erased], [erased]\nand [erased]"],
      ["a signal of Alan, X", "a signal of Alan, X"],
      ["to: CLEO+Home@example.com", "to: [erased]"],
      ["cleoohome@exampleXcom", "cleoohome@exampleXcom"],
      [`Cleo "C." O'Neil (jr)'s song`, "[erased]'s song"],
      ["for Zoë.", "for [erased]."],
    ])("%j becomes %j", async (text, masked) => {
      const [row] =
        await sql`select desk_private.masked_text(${text}, desk_private.words_pattern(${WORDS})) as masked`;
      expect(row?.masked).toBe(masked);
    });

    test("stand anywhere in JSON, which stays what it was otherwise", async () => {
      const value = {
        note: 'Told by:\nAl and Cleo "C." O\'Neil (jr)',
        Al: [null, true, 1.5, "true", { deep: ["Alan", "al"] }],
        empty: [{}, []],
      };
      const [row] = await sql`
        select desk_private.masked_json(${sql.json(value)}, desk_private.words_pattern(${WORDS})) as masked,
          desk_private.masked_json(null, 'x') as nothing, desk_private.masked_json(${sql.json(value)}, null) as by_nothing`;
      expect(row).toEqual({
        masked: {
          note: "Told by:\n[erased] and [erased]",
          Al: [null, true, 1.5, "[erased]", { deep: ["Alan", "[erased]"] }],
          empty: [{}, []],
        },
        nothing: null,
        by_nothing: value,
      });
    });

    test.each([
      ["q=cleo%2Bhome%40example.com&state=all", "q=%5Berased%5D&state=all"],
      ["state=true&q=song+for+Zo%C3%AB", "state=true&q=%5Berased%5D"],
      ["q=assignee%3Acleo%2Bhome%40example.com", "q=%5Berased%5D"],
      ["q=signal&kind=timeout", "q=signal&kind=timeout"],
      ["q=%FF%00Al&state=open", "q=%FF%00Al&state=open"],
      ["", ""],
    ])("in the address %j of a list make it %j", async (query, masked) => {
      const [row] =
        await sql`select desk_private.masked_query(${query}, desk_private.words_pattern(${WORDS})) as masked`;
      expect(row?.masked).toBe(masked);
    });

    test("are none when there is nothing to find", async () => {
      const [row] = await sql`select desk_private.words_pattern(${["", "X"]}) as pattern`;
      expect(row?.pattern).toBeNull();
    });
  });

  test.each([
    ["https://x.supabase.co/storage/v1/object/public/songs/ab/c%20d.mp3?download=1", "ab/c d.mp3"],
    ["https://x.supabase.co/storage/v1/object/sign/songs/ab/cd.mp3?token=e", "ab/cd.mp3"],
    ["https://x.supabase.co/storage/v1/object/authenticated/songs/cd.mp3#t", "cd.mp3"],
    ["https://x.supabase.co/storage/v1/object/public/pictures/cd.mp3", null],
    ["https://songs.example.com/1.mp3", null],
    ["https://x.supabase.co/storage/v1/object/public/songs/..%2Fpictures/cd.mp3", null],
    ["ab/cd.mp3", "ab/cd.mp3"],
    ["/songs/ab/cd.mp3", "ab/cd.mp3"],
    ["../cd.mp3", null],
    ["", null],
    [null, null],
  ])("the old song at %j is our file %j", async (url, path) => {
    const [row] = await sql`select desk_private.path_of_audio_url(${url}) as path`;
    expect(row?.path).toBe(path);
  });
});
