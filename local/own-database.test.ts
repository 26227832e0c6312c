import { rmSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTemporaryDatabase } from "./fixtures/temporary-database.ts";
import { createDatabase } from "./postgres/index.ts";
import { startBesideSupabase, startStack } from "./stack.ts";

let server: Awaited<ReturnType<typeof startTemporaryDatabase>>;
beforeAll(async () => {
  server = await startTemporaryDatabase();
});
afterAll(() => server.stop());

const REFUSAL =
  /DATABASE_URL names holds something that the local stack did not make \((.*)\), and nothing was changed/;

/** A database with something in it, and a way to see all that it holds. */
async function databaseWith(name: string, statement: string) {
  const url = await createDatabase(server.url, name);
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.unsafe(statement);
  const contents = () => sql`
    select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema' order by 1, 2`;
  return { url, sql, contents };
}

describe("A12 a database that is somebody's", () => {
  test.each([
    ["a table", "create table public.customers (id integer primary key)"],
    ["a table of another schema", "create schema billing; create table billing.invoices (id integer)"],
    ["a function", "create function public.total() returns integer language sql return 1"],
    ["a hosted project's accounts", "create schema auth; create table auth.users (id uuid)"],
    [
      "marks of another kind",
      "create schema local_stack; create table local_stack.marks (name text primary key, made_at timestamptz default now())",
    ],
  ])("A12 with %s in it is refused, and unchanged", async (what, statement) => {
    const { url, sql, contents } = await databaseWith(what.replaceAll(/\W/g, "_"), statement);
    const before = await contents();
    const localDir = join(server.dir, "stack");
    await expect(startStack({ localDir, databaseUrl: url, runner: false })).rejects.toThrow(REFUSAL);
    await expect(startBesideSupabase({ localDir, databaseUrl: url })).rejects.toThrow(REFUSAL);
    expect(await contents()).toEqual(before);
    await sql.end();
    rmSync(localDir, { recursive: true, force: true });
  });

  test("A12 one that is empty, or is not there yet, is taken, and again with what the stack made in it", async () => {
    const url = new URL(server.url);
    url.pathname = "/taken";
    for (let start = 0; start < 2; start++) {
      const localDir = join(server.dir, `taken-${start}`);
      await (await startStack({ localDir, databaseUrl: url.href, runner: false })).stop();
    }
    const { url: empty, sql } = await databaseWith("empty", "create extension pg_trgm");
    await (await startBesideSupabase({ localDir: join(server.dir, "empty"), databaseUrl: empty })).stop();
    await sql.end();
  });
});
