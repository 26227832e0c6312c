import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Statement, statementsOf } from "./statements.ts";

/** Where the migrations are: beside this folder, and beside build/ where this is built. */
export const MIGRATIONS_DIR = fileURLToPath(new URL("../supabase/migrations/", import.meta.url));

/** What a new shop begins with. A shop that has tables of its own never gets it. */
export const BASE_MIGRATION = "20260105090000_base_schema.sql";
/** Song variants and dead letters, for the shop and for the desk. */
export const PHASE_1_MIGRATION = "20260302090000_phase_1_variants_and_dead_letters.sql";

/** The part of the desk's migration that a shop may change at any time: how its tables answer the desk. */
export const SHOP_FILE = "00_shop.sql";

/** A file of supabase/migrations. */
export interface Migration {
  file: string;
  version: string;
  name: string;
  text: string;
  /** Without the shop's part, which may be another one tomorrow. */
  checksum: string;
  /** The statements of the shop's part, if the file has one, and its checksum. */
  shop: { statements: Statement[]; checksum: string } | undefined;
  statements: Statement[];
}

/** The name pattern of the Supabase CLI; other files are not migrations. */
const FILE_NAME = /^(\d+)_(.*)\.sql$/;

export const checksumOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 16);

/** `npm run schema` begins each part of the desk's migration with a line like this. */
const SHOP_PART = new RegExp(`^-- ${SHOP_FILE}\\n[\\s\\S]*?(?=^-- \\d\\d_\\w+\\.sql$)`, "m");

async function readMigration(dir: string, file: string, version: string, name: string): Promise<Migration> {
  const text = readFileSync(join(dir, file), "utf8");
  const part = SHOP_PART.exec(text)?.[0];
  const shop =
    part === undefined ? undefined : { statements: await statementsOf(part), checksum: checksumOf(part) };
  const checksum = checksumOf(part === undefined ? text : text.replace(part, ""));
  return { file, version, name, text, checksum, shop, statements: await statementsOf(text) };
}

/** The migrations in a directory, in the order of their versions. */
export async function readMigrations(dir = MIGRATIONS_DIR): Promise<Migration[]> {
  const found: Migration[] = [];
  for (const file of readdirSync(dir).sort()) {
    const [, version, name] = FILE_NAME.exec(file) ?? [];
    if (!version || name === undefined) continue;
    found.push(await readMigration(dir, file, version, name));
  }
  return found;
}
