import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FIXTURE_MIGRATIONS, startTemporaryDatabase } from "./fixtures/temporary-database.ts";
import { applyMigrations } from "./migrations.ts";
import { createDatabase } from "./postgres/index.ts";
import { prepareDatabase } from "./prepare-database.ts";

let database: Awaited<ReturnType<typeof startTemporaryDatabase>>;
let url: string;
let sql: postgres.Sql;

beforeAll(async () => {
  database = await startTemporaryDatabase();
  url = await createDatabase(database.url, "migrations_test");
  await Promise.all([prepareDatabase(url), prepareDatabase(url)]);
  sql = postgres(url, { max: 1, onnotice: () => {} });
});

afterAll(async () => {
  await sql?.end();
  await database?.stop();
});

describe("prepareDatabase", () => {
  test("may run again, and grants on what is made later as a hosted project does", async () => {
    await prepareDatabase(url);
    await sql`create table public.made_now (id integer)`;
    const rows = await sql`
      select role, has_table_privilege(role, 'public.made_now', 'insert') as granted
      from unnest(array['anon', 'authenticated', 'service_role']) as role`;
    expect(rows.map((row) => row.granted)).toEqual([true, true, true]);
    const roles =
      await sql`select rolname from pg_roles where rolbypassrls and rolname in ('anon', 'service_role')`;
    expect(roles).toMatchObject([{ rolname: "service_role" }]);
  });

  test("auth.uid() and its like read the claims", async () => {
    const claims = {
      sub: "00000000-0000-4000-8000-000000000001",
      role: "authenticated",
      email: "a@example.com",
    };
    const row = await sql.begin(async (tx) => {
      await tx`select set_config('request.jwt.claims', ${JSON.stringify(claims)}, true)`;
      await tx`set local role authenticated`;
      return tx`select auth.uid() as uid, auth.role() as role, auth.email() as email, auth.jwt() as jwt`;
    });
    expect(row).toMatchObject([{ uid: claims.sub, role: claims.role, email: claims.email, jwt: claims }]);
    expect(await sql`select auth.uid() as uid, auth.jwt() as jwt`).toMatchObject([{ uid: null, jwt: null }]);
  });

  test("says what is wrong with an address where no database is", async () => {
    await expect(prepareDatabase("postgres://u:p@127.0.0.1:1/none")).rejects.toThrow(
      /could not be prepared.*DATABASE_URL/,
    );
  });
});

describe("applyMigrations", () => {
  test("applies each file once, also when two start together, and records it", async () => {
    const both = await Promise.all([
      applyMigrations(url, FIXTURE_MIGRATIONS),
      applyMigrations(url, FIXTURE_MIGRATIONS),
    ]);
    expect(both.flat()).toEqual(["20260101000000_shop.sql"]);
    expect(await applyMigrations(url, FIXTURE_MIGRATIONS)).toEqual([]);
    const history = await sql`
      select migration, finished_at is not null as finished from desk.migration_steps where step = ''`;
    expect(history).toMatchObject([{ migration: "20260101000000_shop.sql", finished: true }]);
    expect(await sql`select * from supabase_migrations.schema_migrations`).toEqual([]);
  });

  test("names file, line and column of what failed, and keeps nothing of that file", async () => {
    const dir = join(database.dir, "broken-migrations");
    mkdirSync(dir);
    writeFileSync(join(dir, "20260201000000_good.sql"), "create table public.good (id integer);");
    writeFileSync(
      join(dir, "20260202000000_bad.sql"),
      "create table public.half (id integer);\n-- ü\n  select wrong;\n",
    );
    writeFileSync(join(dir, "notes.sql"), "this is not a migration");
    await expect(applyMigrations(url, dir)).rejects.toThrow(
      'Migration 20260202000000_bad.sql failed at line 3, column 10: column "wrong" does not exist.',
    );
    const tables = await sql`select to_regclass('public.good') as good, to_regclass('public.half') as half`;
    expect(tables).toMatchObject([{ good: "good", half: null }]);
  });
});

describe("a database with an earlier schema", () => {
  const history = () => sql`select * from desk.migration_steps order by migration, step`;

  test("is refused, unchanged, when a migration is another one now", async () => {
    const dir = join(database.dir, "changed-migrations");
    mkdirSync(dir);
    const file = join(dir, "20260401000000_desk.sql");
    writeFileSync(file, "create table public.earlier (id integer);");
    await applyMigrations(url, dir);
    const before = [...(await history())];
    writeFileSync(file, "create table public.later (id integer);");
    writeFileSync(join(dir, "20260402000000_more.sql"), "create table public.more (id integer);");
    await expect(applyMigrations(url, dir)).rejects.toThrow(
      /earlier schema \(its migration 20260401000000_desk.*Nothing was changed.*npm run reset/,
    );
    expect([...(await history())]).toEqual(before);
    expect(await sql`select to_regclass('public.more') as more`).toMatchObject([{ more: null }]);
    await sql`delete from desk.migration_steps where migration = '20260401000000_desk.sql'`;
  });

  test("is refused when it was made by the migrations that the desk's has taken the place of", async () => {
    const own = await createDatabase(database.url, "of_before");
    await prepareDatabase(own);
    const before = postgres(own, { max: 1, onnotice: () => {} });
    await before`insert into supabase_migrations.schema_migrations (version, name)
      values ('20260601090000', 'operations_tables')`;
    await expect(applyMigrations(own)).rejects.toThrow(/20260601090000_operations_tables.*npm run reset/);
    expect(await before`select to_regclass('public.users') as users`).toMatchObject([{ users: null }]);
    await before.end();
  });
});

test("the project's own migrations apply to a prepared database", async () => {
  const own = await createDatabase(database.url, "own_migrations");
  await prepareDatabase(own);
  expect((await applyMigrations(own)).length).toBeGreaterThan(0);
});
