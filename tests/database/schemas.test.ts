import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDatabase } from "../../local/postgres/index.ts";
import { prepareDatabase } from "../../local/prepare-database.ts";
import { migrationsOfSchema, SCHEMA_FILES, SCHEMAS_DIR } from "../../local/schema.ts";
import { MIGRATIONS_DIR } from "../../migrate/files.ts";
import { type Catalog, catalogOf, differencesOf, normaliseBody } from "./catalog-snapshot.ts";
import { applyDeclaredSchema, checkFunctionBodies } from "./declared-schema.ts";
import { onEachPostgres } from "./servers.ts";

const SIDES: [string, string] = ["migrations", "schemas"];
const MAXIMUM_WIDTH = 110;
const MAXIMUM_FUNCTION = 60;

const schemaFile = (file: string) => readFileSync(`${SCHEMAS_DIR}${file}`, "utf8");
const migration = (file: string) => readFileSync(`${MIGRATIONS_DIR}${file}`, "utf8");

/** Changes of the declared schema, each with the beginnings of the lines that say so. */
const CHANGES: [string, ...string[]][] = [
  ["drop index public.idx_users_text", "index public.idx_users_text is only in the migrations"],
  [
    "update pg_index set indisvalid = false where indexrelid = 'public.idx_users_email'::regclass",
    "index public.idx_users_email differs",
  ],
  [
    `create or replace function desk_private.job_type_shown() returns integer language sql immutable
      set search_path = '' as 'select 501;'`,
    "function desk_private.job_type_shown() differs",
  ],
  [
    "alter function desk.bulk_limit(desk.staff_role) reset all",
    "function desk.bulk_limit(p_role desk.staff_role) differs",
  ],
  [
    "grant execute on function desk_private.today_in(text) to authenticated",
    "function desk_private.today_in(p_zone text) differs",
  ],
  ["grant select on desk.error_groups to anon", "relation desk.error_groups differs"],
  ["grant select (selected) on public.song_variants to anon", "column public.song_variants.selected differs"],
  [
    `drop policy "Ended share links open nothing" on public.song_variants`,
    `policy "Ended share links open nothing" on public.song_variants is only in the migrations`,
  ],
  [
    "alter table desk.saved_views add column extra text",
    "column desk.saved_views.extra is only in the schemas",
  ],
  ["alter table desk.saved_views alter shared set default true", "column desk.saved_views.shared differs"],
  [
    "alter table desk.song_plays rename constraint song_plays_plays_check to other",
    "constraint other on desk.song_plays is only in the schemas",
    "constraint song_plays_plays_check on desk.song_plays is only in the migrations",
  ],
  [
    "alter table desk.activity disable trigger activity_is_append_only",
    "trigger activity_is_append_only on desk.activity differs",
  ],
  ["alter table desk.song_peaks disable row level security", "relation desk.song_peaks differs"],
  ["alter type desk.staff_role rename value 'viewer' to 'reader'", "type desk.staff_role differs"],
  ["comment on table desk.share_limits is 'another'", "relation desk.share_limits differs"],
  [
    "alter default privileges in schema public revoke all on tables from anon",
    "default privilege r in public for postgres differs",
  ],
  [
    "insert into desk.share_limits values ('key', 1, '2031-01-01')",
    "rows of desk.share_limits is only in the schemas",
  ],
];

class RolledBack extends Error {}

describe("the files of supabase/schemas", () => {
  test("begin with the base schema and Phase 1", () => {
    expect(SCHEMA_FILES.slice(0, 2)).toEqual(["00_base.sql", "01_phase_1.sql"]);
  });

  test("are what the migrations were written from, and there are no others", () => {
    const written = migrationsOfSchema();
    expect(readdirSync(MIGRATIONS_DIR).toSorted()).toEqual([...written.keys()]);
    for (const [file, text] of written)
      expect(migration(file) === text, `${file}: run npm run schema`).toBe(true);
  });

  test("say what is, not how it came about", () => {
    const ours = SCHEMA_FILES.slice(2).map((file) => ({ file, text: schemaFile(file) }));
    const steps =
      /^(drop|create or replace|alter table (?!public\.(users|customizations|song_variants|failed_jobs)\b))/m;
    expect(ours.filter(({ text }) => steps.test(text)).map(({ file }) => file)).toEqual([]);
  });

  test("have functions that can be read at one go", () => {
    const functions = SCHEMA_FILES.flatMap((file) => [
      ...schemaFile(file).matchAll(/^create (?:or replace )?function (\S+?)\([\s\S]*?\$\$;$/gm),
    ]);
    expect(functions.length).toBeGreaterThan(150);
    const long = functions.filter(([text]) => text.split("\n").length > MAXIMUM_FUNCTION);
    expect(long.map(([, name]) => name)).toEqual([]);
  });

  test("have lines that fit on a screen", () => {
    // The base schema and Phase 1 are given.
    const ours = SCHEMA_FILES.slice(2).flatMap((file) => schemaFile(file).split("\n"));
    expect(ours.filter((line) => line.length > MAXIMUM_WIDTH)).toEqual([]);
  });
});

test("a body is compared without its comments and line breaks, and with its texts", () => {
  const body = "select 'a -- b', f(\n  1 -- one\n)\n/* two */ as x";
  expect(normaliseBody(body)).toBe("select 'a -- b', f(1) as x");
  expect(normaliseBody("select 'it''s', 1")).toBe("select 'it''s', 1");
});

describe("the schemas and the migrations", () => {
  onEachPostgres("migrated", (migrated) => {
    let declared: Sql;
    let ofMigrations: Catalog;
    const name = `reprise_declared_${randomBytes(4).toString("hex")}`;

    beforeAll(async () => {
      const url = await createDatabase(migrated().url, name);
      await prepareDatabase(url);
      declared = postgres(url, { max: 1, onnotice: () => {} });
      await applyDeclaredSchema(declared);
      ofMigrations = await catalogOf(migrated().sql);
    });
    afterAll(async () => {
      await declared?.end({ timeout: 5 });
      const { sql } = migrated();
      await sql`drop database if exists ${sql(name)} with (force)`;
    });

    /** What differs while a change is there that is undone at once. */
    const differencesWith = async (change: string) => {
      let found: string[] = [];
      await declared
        .begin(async (tx) => {
          await tx.unsafe(change).simple();
          found = differencesOf(ofMigrations, await catalogOf(tx), SIDES);
          throw new RolledBack();
        })
        .catch((error: unknown) => {
          if (!(error instanceof RolledBack)) throw error;
        });
      return found;
    };

    test("make the same database", async () => {
      expect(differencesOf(ofMigrations, await catalogOf(declared), SIDES)).toEqual([]);
    });

    test("declare functions that are valid once all are there", async () => {
      await checkFunctionBodies(declared);
      expect(differencesOf(ofMigrations, await catalogOf(declared), SIDES)).toEqual([]);
    });

    test("are told apart by each of these changes, by name", async () => {
      const found = await differencesWith(CHANGES.map(([change]) => change).join(";\n"));
      const expected = CHANGES.flatMap(([, ...lines]) => lines).toSorted();
      expect(found.map((line, n) => line.slice(0, expected[n]?.length))).toEqual(expected);
    });
  });
});
