import { randomBytes } from "node:crypto";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase } from "../../local/postgres/index.ts";
import { prepareDatabase } from "../../local/prepare-database.ts";
import { type Catalog, catalogOf, differencesOf } from "./catalog-snapshot.ts";
import { onPostgres } from "./servers.ts";
import {
  checkOf,
  installDeciding,
  installIn,
  installShopFile,
  makeShop,
  OPEN_PHASE_1,
  removeFrom,
} from "./shop-before.ts";

/** What the history says of times differs each time. */
function withoutTimes(catalog: Catalog): Catalog {
  return new Map([...catalog].filter(([name]) => !name.startsWith("rows of")));
}

class Killed extends Error {}

/** Ends an installation after so many steps, as a kill does. */
const killedAfter = (steps: number) => {
  let left = steps;
  return () => {
    if (left-- <= 0) throw new Killed();
  };
};

onPostgres((server) => {
  let sql: Sql;
  let owner: Sql;
  let url: string;
  const made: string[] = [];

  /** A database of its own for each test. */
  const prepare = async () => {
    const name = `shop_${randomBytes(4).toString("hex")}`;
    const fresh = await createDatabase(server().url, name);
    made.push(name);
    await prepareDatabase(fresh);
    sql = postgres(fresh, { max: 2, onnotice: () => {} });
    ({ url, owner } = await makeShop({ url: fresh, sql }, 2));
  };
  const leave = async () => {
    await owner.end({ timeout: 5 });
    await sql.end({ timeout: 5 });
  };
  afterAll(async () => {
    for (const name of made) await server().sql`drop database if exists ${server().sql(name)} with (force)`;
  });

  describe("an installation that is killed", () => {
    let whole: Catalog;
    beforeAll(async () => {
      await prepare();
      await installIn(url);
      whole = withoutTimes(await catalogOf(sql));
      await leave();
    });

    test("goes on where it was, wherever that is", async () => {
      await prepare();
      for (const steps of [0, 3, 12, 20, 20, 20])
        await installIn(url, killedAfter(steps)).catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error;
        });
      await installIn(url);
      expect(differencesOf(withoutTimes(await catalogOf(sql)), whole, ["resumed", "whole"])).toEqual([]);
      await leave();
    });

    test("leaves no index that is kept up to date and never used", async () => {
      await prepare();
      await expect(
        installIn(url, (line) => {
          if (line.includes("idx_failed_jobs_open_payload")) throw new Killed();
        }),
      ).rejects.toThrow();
      // As a connection that is lost in the middle leaves it.
      await sql`update pg_index set indisvalid = false
        where indexrelid = 'public.idx_failed_jobs_open_payload'::regclass`;
      await sql`update desk.migration_steps set finished_at = null where step like '%idx_failed_jobs_open_payload%'`;
      await installIn(url);
      expect(await sql`select indexrelid::regclass from pg_index where not indisvalid`).toEqual([]);
      await leave();
    });
  });

  describe("a shop that was there first", () => {
    beforeEach(prepare);

    test("A15 is as it was after the desk is taken away", async () => {
      const before = await catalogOf(sql);
      await installIn(url);
      await removeFrom(url, true);
      expect(differencesOf(before, await catalogOf(sql), ["before", "after"])).toEqual([]);
      await leave();
    });

    test("A15 keeps Phase 1 with its rows, unless that is said", async () => {
      await installIn(url);
      await owner`insert into public.failed_jobs (job_type, event_data, error_message, retry_count)
        values ('song_generation', '{}', 'it failed', 3)`;
      await removeFrom(url);
      expect(await sql`select job_type, error_message from public.failed_jobs`).toEqual([
        { job_type: "song_generation", error_message: "it failed" },
      ]);
      const [{ columns } = { columns: 0 }] = await sql<{ columns: number }[]>`
        select count(*)::int as columns from information_schema.columns where table_name = 'failed_jobs'`;
      expect(columns).toBe(9);
      await leave();
    });

    test("A8 keeps its own history of migrations, to the letter", async () => {
      await owner.unsafe(`create schema supabase_migrations;
        create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
        insert into supabase_migrations.schema_migrations values ('20240101000000', '{select 1}', 'shop')`);
      const history = () => sql`select * from supabase_migrations.schema_migrations`;
      const before = [...(await history())];
      expect((await checkOf(url)).filter(({ level }) => level !== "note")).toEqual([]);
      await installIn(url);
      expect([...(await history())]).toEqual(before);
      await leave();
    });

    test("A5 A7 hears of everything that is in the way at once, and is not changed", async () => {
      await owner.unsafe(`${OPEN_PHASE_1}
        alter table public.users rename full_name to name;
        alter table public.orders alter amount_cents type bigint;
        alter table public.customizations drop column occasion;
        alter table public.song_variants add column audio_bytes bigint;
        create function public.find_shared_song(token text) returns text language sql as 'select token';
        create index idx_failed_jobs_payload on public.users (email);`);
      const before = await catalogOf(sql);
      const findings = await checkOf(url);
      const said = findings.map(({ level, what, remedy }) => `${level}: ${what} ${remedy}`);
      const expected = [
        /stop: .*column public\.song_variants\.audio_bytes is there already.*rename column/,
        /stop: .*index idx_failed_jobs_payload.*is there already.*alter index/,
        /stop: .*function public\.find_shared_song is there already/,
        /stop: desk\.shop_customers\.full_name needs public\.users\.full_name.*not found by name.*null::text as full_name/,
        /stop: desk\.shop_customers\.name_key needs public\.users\.full_name/,
        /stop: desk\.shop_customers\.text_key needs public\.users\.full_name/,
        /stop: desk\.shop_orders\.occasion needs public\.customizations\.occasion.*Without it/,
        /stop: desk\.shop_orders\.amount_cents is bigint, not integer.*::integer as amount_cents/,
        /decide: public\.song_variants is open.*share_token IS NOT NULL.*--replace-policies.*--keep-policies/,
        /note: .*schema desk.*Exposed schemas/,
      ];
      for (const pattern of expected) expect(said).toContainEqual(expect.stringMatching(pattern));
      expect(said).toHaveLength(expected.length);
      expect(differencesOf(before, await catalogOf(sql), ["before", "after"])).toEqual([]);
      await leave();
    });

    describe("A7 with an open policy on its songs", () => {
      /** What the public key reads, without a token. */
      const seenByAnyone = () =>
        sql.begin(async (tx) => {
          await tx`set local role anon`;
          return (await tx`select share_token from public.song_variants`).length;
        });
      beforeEach(async () => {
        await owner.unsafe(`${OPEN_PHASE_1}
          create policy "Everybody" on public.song_variants for select to public using (true);`);
        const [order] = await owner`select id, user_id from public.orders limit 1`;
        await owner`insert into public.song_variants (order_id, user_id, variant_number, storage_path)
          values (${order?.id}, ${order?.user_id}, 1, 'a.mp3')`;
        expect(await seenByAnyone()).toBe(1);
      });

      test("it stays as it was where the operator keeps it, and the check says so afterwards", async () => {
        await installDeciding(url, "keep");
        expect(await seenByAnyone()).toBe(1);
        expect((await checkOf(url)).map(({ level, what }) => `${level}: ${what}`)).toContainEqual(
          expect.stringMatching(/^note: public\.song_variants is open.*"Everybody"/),
        );
        await leave();
      });

      test("nothing is open where the operator has it replaced", async () => {
        await installDeciding(url, "replace");
        expect(await seenByAnyone()).toBe(0);
        expect((await checkOf(url)).filter(({ what }) => what.includes("is open"))).toEqual([]);
        await leave();
      });
    });

    test("A5 puts a changed shop's file in place, and reads all orders again", async () => {
      await installIn(url);
      await installShopFile(url, (text) =>
        text.replace("c.recipient_name,", "'for ' || c.recipient_name as recipient_name,"),
      );
      const [row] = await sql`select recipient_name from desk.shop_orders limit 1`;
      expect(row).toEqual({ recipient_name: "for Rosa" });
      const [step] = await sql`select checksum, finished_at is not null as finished
        from desk.migration_steps where step = 'the shop''s file'`;
      expect(step).toEqual({ checksum: "changed", finished: true });
      await leave();
    });
  });
}, "prepared");
