import "./quiet-imports.ts";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  BASE_MIGRATION,
  checksumOf,
  MIGRATIONS_DIR,
  PHASE_1_MIGRATION,
  SHOP_FILE,
} from "../migrate/files.ts";

/** Where the schema is declared, in files that load in the order of their names. */
export const SCHEMAS_DIR = fileURLToPath(new URL("../supabase/schemas/", import.meta.url));

/** What an installation has before the desk: the base schema and Phase 1. */
const BEFORE_THE_DESK = ["00_base.sql", "01_phase_1.sql"];

/** The base schema, Phase 1, and then the desk's own in the order of their names. */
export const SCHEMA_FILES = [
  ...BEFORE_THE_DESK,
  ...readdirSync(SCHEMAS_DIR)
    .filter((file) => file.endsWith(".sql") && !BEFORE_THE_DESK.includes(file))
    .sort(),
];

/** Everything that the desk adds. */
export const DESK_MIGRATION = "20261201090000_desk.sql";

/** What was there before the desk, and what a shop changes: neither is part of the schema's version. */
const OF_THE_SHOP = [...BEFORE_THE_DESK, SHOP_FILE];

const textOf = (file: string) => readFileSync(`${SCHEMAS_DIR}${file}`, "utf8");

/**
 * The version of the schema, as the last statement of the desk's migration: a database has it once everything is there. The
 * number of the migration says which of two is the later one, the checksum that they are the same.
 */
export function versionStatement(): string {
  const ours = SCHEMA_FILES.filter((file) => !OF_THE_SHOP.includes(file)).map(textOf);
  const [number] = DESK_MIGRATION.split("_");
  return [
    "-- The version of this schema. The server compares it with the one that it was built for.",
    "create function desk.schema_version() returns text language sql immutable set search_path = '' as $$",
    `  select '${number}.${checksumOf(ours.join("\n"))}'; $$;`,
    "revoke execute on function desk.schema_version() from public;",
  ].join("\n");
}

/**
 * The migrations as the declared schema makes them. The base schema and Phase 1 are what they are, to the letter; the
 * desk is its files, one after another. A function may call one of a later file, so bodies are not checked while the
 * desk's migration runs, as in a dump.
 *
 * @param shop the text of another shop's 00_shop.sql
 * @returns the text of each migration, by its file's name
 */
export function migrationsOfSchema(shop = textOf(SHOP_FILE)): Map<string, string> {
  const [base = "", phase1 = "", ...desk] = SCHEMA_FILES;
  const parts = desk.map((file) => `-- ${file}\n\n${(file === SHOP_FILE ? shop : textOf(file)).trim()}\n`);
  return new Map([
    [BASE_MIGRATION, textOf(base)],
    [PHASE_1_MIGRATION, textOf(phase1)],
    [
      DESK_MIGRATION,
      [
        "-- Written by `npm run schema` from supabase/schemas: change those files, not this one.\n",
        "set check_function_bodies = off;\n",
        ...parts,
        "reset check_function_bodies;\n",
        `${versionStatement()}\n`,
      ].join("\n"),
    ],
  ]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  for (const [file, text] of migrationsOfSchema()) {
    writeFileSync(`${MIGRATIONS_DIR}${file}`, text);
    console.log(`wrote supabase/migrations/${file}`);
  }
}
