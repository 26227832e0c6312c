import "./quiet-imports.ts";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import postgres from "postgres";
import { applyMigrations } from "./migrations.ts";
import { startPostgres } from "./postgres/index.ts";
import { prepareDatabase } from "./prepare-database.ts";

/** The file that mirrors the schema. */
export const TYPES_FILE = fileURLToPath(new URL("../app/lib/supabase/database.types.ts", import.meta.url));

/** What stands in the database as data and is a rule for the desk, too: the states in which a failed job can be changed. */
async function jobChanges(databaseUrl: string): Promise<string> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    const rows = await sql<{ change: string; states: string }[]>`
      select change, to_json(states)::text as states from desk_private.job_changes()`;
    return rows.map(({ change, states }) => `  ${change}: ${states},\n`).join("");
  } finally {
    await sql.end();
  }
}

/**
 * The TypeScript types of the schemas "public" and "desk", as the Supabase CLI makes them: by the generator of
 * @supabase/postgres-meta, which prints them and ends when it is started with these variables.
 *
 * @param databaseUrl a database with the migrations applied.
 * @throws when the generator fails.
 */
export async function generateTypes(databaseUrl: string): Promise<string> {
  const main = createRequire(import.meta.url).resolve("@supabase/postgres-meta");
  const server = join(dirname(dirname(main)), "server", "server.js");
  const { stdout } = await promisify(execFile)(process.execPath, [server], {
    maxBuffer: 64 * 1024 * 1024,
    env: {
      NODE_ENV: "production",
      PATH: process.env.PATH,
      PG_META_DB_URL: databaseUrl,
      PG_META_GENERATE_TYPES: "typescript",
      PG_META_GENERATE_TYPES_INCLUDED_SCHEMAS: "public,desk",
      PG_META_GENERATE_TYPES_DETECT_ONE_TO_ONE_RELATIONSHIPS: "true",
    },
  });
  if (!stdout.includes("export type Database")) throw new Error(`the generator printed no types: ${stdout}`);
  return stdout.trim();
}

async function schemaVersion(databaseUrl: string): Promise<string> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    const [row] = await sql<{ version: string }[]>`select desk.schema_version() as version`;
    return row?.version ?? "";
  } finally {
    await sql.end();
  }
}

/**
 * What database.types.ts holds: the types of our schema, and what else the desk takes from it.
 *
 * @param databaseUrl a database with our migrations applied.
 * @throws as generateTypes() does.
 */
export async function generateTypesFile(databaseUrl: string): Promise<string> {
  return `${await generateTypes(databaseUrl)}

export type GenerationStatus = Database["public"]["Enums"]["generation_status"];

/** The states in which a failed job can be changed in each way, as desk_private.job_changes() has them. */
export const JOB_CHANGES = {
${await jobChanges(databaseUrl)}} as const;

/** The version of the schema that these types are of: the migration's number, and a checksum. */
export const SCHEMA_VERSION = "${await schemaVersion(databaseUrl)}";
`;
}

async function main(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "reprise-types-"));
  const server = process.env.DATABASE_URL
    ? undefined
    : await startPostgres({ dataDir: join(dir, "postgres") });
  try {
    const url = server?.url ?? process.env.DATABASE_URL ?? "";
    await prepareDatabase(url);
    await applyMigrations(url);
    writeFileSync(TYPES_FILE, await generateTypesFile(url));
    console.log(`wrote ${TYPES_FILE}`);
  } finally {
    await server?.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
