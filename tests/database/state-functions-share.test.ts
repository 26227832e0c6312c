import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type Customer,
  call,
  makeCustomer,
  makeOrder,
  makeStaff,
  makeVariant,
  type Variant,
} from "./rows.ts";
import { onPostgres } from "./servers.ts";

interface Answer {
  ok: boolean;
  code?: string;
  changed_by?: string | null;
  link?: { state: string; version: number; share_token?: string; expires_at?: string | null };
}

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

onPostgres((database) => {
  let sql: Sql;
  let ana: Customer;
  beforeAll(async () => {
    sql = database().sql;
    ana = await makeStaff(sql, "Ana");
  });

  const newSong = async () => makeVariant(sql, await makeOrder(sql, await makeCustomer(sql)), 1, "complete");
  const change = (
    song: Variant,
    what: string,
    more: { settings?: object; note?: string; version?: number } = {},
  ) =>
    call<Answer>(sql, "change_share_link", {
      p_variant_id: song.id,
      p_change: what,
      p_settings: { json: more.settings ?? {} },
      p_actor: ana.id,
      p_note: more.note ?? "they asked",
      p_expected_version: more.version ?? null,
    });
  const isFound = async (token: string) =>
    (await sql`select 1 from public.find_shared_song(${token})`).length === 1;
  /** What anybody reads of the row by the public key and the token. */
  const isReadByKey = async (token: string) =>
    sql.begin(async (tx) => {
      await tx`select set_config('request.headers', ${JSON.stringify({ "x-share-token": token })}, true)`;
      await tx`set local role anon`;
      return (await tx`select 1 from public.song_variants`).length === 1;
    });
  const activityOf = (song: Variant) =>
    sql`select action, actor_name, note, before, after from desk.activity where subject_id = ${song.id} order by id`;

  describe("a share link", () => {
    test("that is revoked opens nothing, by no door, until it is restored", async () => {
      const song = await newSong();
      expect([await isFound(song.share_token), await isReadByKey(song.share_token)]).toEqual([true, true]);
      expect(await change(song, "revoke")).toMatchObject({
        ok: true,
        link: { state: "revoked", version: 2 },
      });
      expect([await isFound(song.share_token), await isReadByKey(song.share_token)]).toEqual([false, false]);
      expect(await change(song, "restore")).toMatchObject({ ok: true, link: { state: "live", version: 3 } });
      expect([await isFound(song.share_token), await isReadByKey(song.share_token)]).toEqual([true, true]);
    });

    test("that is rotated leaves the old one dead and makes a live one, of a revoked and an expired one, too", async () => {
      const song = await newSong();
      await change(song, "revoke");
      await sql`update public.song_variants set share_expires_at = now() - interval '1 hour' where id = ${song.id}`;
      const { link } = await change(song, "rotate");
      expect(link).toMatchObject({ state: "live", version: 3, expires_at: null });
      expect(link?.share_token).not.toBe(song.share_token);
      expect([await isFound(song.share_token), await isFound(link?.share_token ?? "")]).toEqual([
        false,
        true,
      ]);
    });

    test("that has an end keeps to it, also when it is rotated", async () => {
      const song = await newSong();
      const end = inHours(1);
      await change(song, "set", { settings: { expires_at: end } });
      expect(await isFound(song.share_token)).toBe(true);
      const { link } = await change(song, "rotate");
      expect(new Date(link?.expires_at ?? 0).toISOString()).toBe(end);
      await sql`update public.song_variants set share_expires_at = now() where id = ${song.id}`;
      const token = link?.share_token ?? "";
      expect([await isFound(token), await isReadByKey(token)]).toEqual([false, false]);
      expect(await change(song, "set", { settings: { expires_at: null } })).toMatchObject({
        link: { state: "live", expires_at: null },
      });
      expect(await isFound(token)).toBe(true);
    });

    test("is set in what is named, and stays as it is in the rest", async () => {
      const song = await newSong();
      await change(song, "set", { settings: { allow_download: true, expires_at: inHours(2) } });
      expect(await change(song, "set", { settings: { allow_embed: true } })).toMatchObject({
        link: { allow_download: true, allow_embed: true, expires_at: expect.any(String) },
      });
    });

    test("is changed once by what somebody saw, and the second is told who was faster", async () => {
      const song = await newSong();
      const answers = await Promise.all([
        change(song, "rotate", { version: 1 }),
        change(song, "revoke", { version: 1 }),
      ]);
      expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
      expect(answers.find((answer) => !answer.ok)).toMatchObject({
        code: "changed_meanwhile",
        changed_by: "Ana",
        link: { version: 2 },
      });
    });

    test("was changed by staff, and not by whoever opened it after them", async () => {
      const song = await newSong();
      await change(song, "rotate", { version: 1 });
      await sql`select desk.record_opening(${song.id})`;
      expect(await change(song, "revoke", { version: 1 })).toMatchObject({ changed_by: "Ana" });
    });

    test.each([
      ["without a reason", "rotate", { note: " " }, "note_required"],
      ["restored that is live", "restore", {}, "not_revoked"],
      ["with an end that is past", "set", { settings: { expires_at: inHours(-1) } }, "already_past"],
    ])("%s is refused, and nothing is written", async (_, what, more, code) => {
      const song = await newSong();
      expect(await change(song, what, more)).toMatchObject({ ok: false, code, link: { version: 1 } });
      expect(await activityOf(song)).toHaveLength(0);
      expect(await isFound(song.share_token)).toBe(true);
    });

    test("is recorded with each change, once, with the reason, and never with its token", async () => {
      const song = await newSong();
      await change(song, "revoke", { note: "sent to the wrong person" });
      await change(song, "revoke");
      const { link } = await change(song, "rotate");
      const lines = await activityOf(song);
      expect(lines).toMatchObject([
        {
          action: "share_link_revoked",
          actor_name: "Ana",
          note: "sent to the wrong person",
          before: { state: "live" },
          after: { state: "revoked", variant_number: 1 },
        },
        { action: "share_link_rotated", before: { state: "revoked" }, after: { state: "live" } },
      ]);
      const text = JSON.stringify(lines);
      for (const token of [song.share_token, link?.share_token ?? ""]) expect(text).not.toContain(token);
    });
  });

  describe("a play", () => {
    const play = (song: Variant, listener: string) =>
      call<boolean>(sql, "record_play", { p_variant_id: song.id, p_listener: listener });
    const playsOf = async (song: Variant) =>
      (await sql`select plays from desk.song_plays where variant_id = ${song.id}`)[0]?.plays;

    test("counts once a listener and day, and the first is a line in the record", async () => {
      const song = await newSong();
      expect(await playsOf(song)).toBeUndefined();
      const all = await Promise.all(Array.from({ length: 20 }, (_, n) => play(song, n % 2 ? "a" : "b")));
      expect(all.filter(Boolean)).toHaveLength(2);
      expect(await playsOf(song)).toBe(2);
      expect(await activityOf(song)).toMatchObject([{ action: "first_played", actor_name: "Reprise" }]);
    });

    test("of the next day counts again, and what told yesterday's listeners apart is gone", async () => {
      const song = await newSong();
      await play(song, "a");
      await sql`update desk.song_listeners set day = day - 1 where variant_id = ${song.id}`;
      expect(await play(song, "a")).toBe(true);
      expect(await playsOf(song)).toBe(2);
      expect(
        await sql`select 1 from desk.song_listeners where variant_id = ${song.id} and day < current_date`,
      ).toHaveLength(0);
    });

    test("of a song that is not there is none", async () => {
      expect(await play({ id: randomUUID(), share_token: "" }, "a")).toBe(false);
    });
  });

  describe("peaks", () => {
    const save = (song: Variant, path: string, peaks: number[]) =>
      call<boolean>(sql, "save_song_peaks", { p_variant_id: song.id, p_storage_path: path, p_peaks: peaks });
    const found = async (song: Variant) =>
      (await sql`select peaks from public.find_shared_song(${song.share_token})`)[0]?.peaks;
    const pathOf = async (song: Variant) =>
      (await sql`select storage_path from public.song_variants where id = ${song.id}`)[0]?.storage_path;

    test("are kept for the file that they are of, and count for no other", async () => {
      const song = await newSong();
      expect(await save(song, "another.wav", [1])).toBe(false);
      expect(await save(song, await pathOf(song), [0, 128, 255])).toBe(true);
      expect(await found(song)).toEqual([0, 128, 255]);
      await sql`update public.song_variants set storage_path = 'again.wav' where id = ${song.id}`;
      expect(await found(song)).toBeNull();
      expect(await save(song, "again.wav", [9])).toBe(true);
      expect(await found(song)).toEqual([9]);
    });

    test.each([[[]], [[256]], [[-1]], [Array(513).fill(1)]])(
      "that are none are refused: %j",
      async (peaks) => {
        const song = await newSong();
        expect(await save(song, await pathOf(song), peaks)).toBe(false);
      },
    );
  });

  describe("a limit", () => {
    const count = (key: string, requests = 1, windowSeconds = 60) =>
      call<number>(sql, "count_share_requests", {
        p_key: key,
        p_requests: requests,
        p_limit: 10,
        p_window_seconds: windowSeconds,
      });

    test("lets pass what it says, then says how long to wait, however many ask at once", async () => {
      const key = randomUUID();
      const waits = await Promise.all(Array.from({ length: 25 }, () => count(key)));
      expect(waits.filter((wait) => wait === 0)).toHaveLength(10);
      for (const wait of waits.filter((each) => each > 0)) expect(wait).toBeLessThanOrEqual(60);
      expect(await count(randomUUID())).toBe(0);
    });

    test("begins anew when its window has ended, and takes windows that have ended with it", async () => {
      const key = randomUUID();
      expect(await count(key, 11)).toBeGreaterThan(0);
      await sql`insert into desk.share_limits
        select 'old ' || n, 1, now() - interval '1 hour' from generate_series(1, 30) n`;
      await sql`update desk.share_limits set window_ends = now() where key = ${key}`;
      expect(await count(key)).toBe(0);
      expect(await count(randomUUID())).toBe(0);
      expect(await sql`select 1 from desk.share_limits where window_ends <= now()`).toHaveLength(0);
    });
  });
});
