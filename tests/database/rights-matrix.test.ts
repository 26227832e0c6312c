import type { ReservedSql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runAs } from "./acting-as.ts";
import { tryRight } from "./rights-attempts.ts";
import { RIGHTS, ROLES } from "./rights-matrix.ts";
import { makeWorld, type World } from "./rights-world.ts";
import { onEachPostgres } from "./servers.ts";

/** Every command that a table's lines must answer. */
const TABLE_COMMANDS = ["select", "insert", "update", "delete", "truncate"];

onEachPostgres("migrated", (database) => {
  let sql: ReservedSql;
  let world: World;

  beforeAll(async () => {
    world = await makeWorld(database().sql);
    sql = await database().sql.reserve();
  });
  afterAll(() => sql?.release());

  test("every table and function has its lines in the matrix, and every line its object", async () => {
    const tables = await sql<{ name: string; view: boolean }[]>`
      select relname as name, relkind = 'v' as view from pg_class
      where relnamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace) and relkind in ('r', 'p', 'v', 'm', 'f')`;
    await sql`set search_path = ''`;
    const functions = await sql<{ name: string }[]>`
      select regexp_replace(oid::regprocedure::text, '^(public|desk|desk_private)\\.', '') as name from pg_proc
      where pronamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace)`;
    await sql`reset search_path`;
    const wanted = [
      // Nobody writes through a view: PostgreSQL refuses that in one way or another.
      ...tables.flatMap(({ name, view }) =>
        (view ? ["select"] : TABLE_COMMANDS).map((command) => `${name}: ${command}`),
      ),
      ...functions.map(({ name }) => `${name}: execute`),
    ];
    const lines = RIGHTS.filter((right) => !/^(?:update|select)\(/.test(right.command)).map(
      ({ object, command }) => `${object}: ${command}`,
    );
    expect(lines.toSorted()).toEqual(wanted.toSorted());
  });

  describe("rights on", () => {
    test.each(RIGHTS.map((right) => [right.object, right.command, right] as const))(
      "%s: %s",
      async (_object, _command, right) => {
        const actual: Record<string, string> = {};
        for (const role of ROLES) actual[role] = await tryRight(sql, right, role, world);
        expect(actual).toEqual(right.expected);
      },
    );
  });

  describe("a token that is none gives no row and no error", () => {
    const header = (value: unknown) => JSON.stringify({ "x-share-token": value });
    test.each([
      ["no setting at all", () => undefined],
      ["an empty setting", () => ""],
      ["no JSON", () => "x-share-token: 1"],
      ["JSON null", () => "null"],
      ["a JSON array", () => "[]"],
      ["a JSON string", () => '"x-share-token"'],
      ["no such header", () => "{}"],
      ["a null header", () => header(null)],
      ["an empty header", () => header("")],
      ["a word", () => header("token")],
      ["a number", () => header(1)],
      ["an object", () => header({ token: 1 })],
      ["nearly the token", () => header(`${world.token}0`)],
      ["a wildcard", () => header("%")],
      ["somebody else's uuid", () => header(world.order)],
      ["the header in capitals", () => JSON.stringify({ "X-SHARE-TOKEN": world.token })],
    ])("%s", async (_title, headers) => {
      const asker = { role: "anon", headers: headers() } as const;
      expect(await runAs(sql, asker, "select id from public.song_variants")).toEqual({ rows: [] });
    });

    test("while the token itself gives its row", async () => {
      const asker = { role: "anon", headers: header(world.token) } as const;
      const outcome = await runAs(sql, asker, "select id from public.song_variants");
      expect(outcome).toEqual({ rows: [{ id: world.sharedVariant }] });
    });

    test("a token helps nobody who is signed in", async () => {
      const sub = world.accounts.stranger ?? "";
      const asker = { role: "authenticated", sub, headers: header(world.token) } as const;
      expect(await runAs(sql, asker, "select id from public.song_variants")).toEqual({ rows: [] });
    });
  });

  test("an owner cannot give a variant away, nor make a claim to be staff count", async () => {
    const sub = world.owner;
    const rename = `update public.song_variants set user_id = '${world.accounts.stranger}', selected = true`;
    expect(await runAs(sql, { role: "authenticated", sub }, rename)).toEqual({ sqlstate: "42501" });
    await sql`select set_config('request.jwt.claims', ${JSON.stringify({ app_metadata: { role: "admin" } })}, false)`;
    const read = "select 1 from public.failed_jobs";
    expect(await runAs(sql, { role: "authenticated", sub }, read)).toEqual({ sqlstate: "42501" });
  });

  test("not even the owner of the table can change or remove what the record of changes says", async () => {
    for (const statement of [
      "update desk.activity set note = 'x'",
      "delete from desk.activity",
      "truncate desk.activity",
    ]) {
      await expect(sql.unsafe(statement)).rejects.toMatchObject({ code: "42501" });
    }
  });
});
