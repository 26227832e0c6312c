import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { makeDemoStaff } from "../local/demo/staff.ts";
import { applyMigrations } from "../local/migrations.ts";
import { createDatabase } from "../local/postgres/index.ts";
import { prepareDatabase } from "../local/prepare-database.ts";
import { startStack } from "../local/stack.ts";
import { MIGRATIONS_DIR } from "../migrate/files.ts";
import { fillDataset } from "./dataset/fill.ts";
import { planDataset, planOutage } from "./dataset/plan.ts";

/** Goes up when the generator writes other rows, so that databases of before are built anew. */
const GENERATOR = 4;
/** The account that the requests are made as. */
export const AGENT = "agent@reprise.test";
/** The account that acts on more than an agent may. */
export const ADMIN = "admin@reprise.test";
const HOUR_MS = 3_600_000;

/** Years of orders with their failures, most of them closed long ago; or nothing but open failures, one an order. */
export type DatasetKind = "history" | "outage";
const KINDS = {
  history: { prefix: "bench_", plan: planDataset },
  outage: { prefix: "bench_outage_", plan: planOutage },
} as const;

/** What a finished database was made from: a comment on it, so that half a database is never taken for a whole one. */
function markOf(orders: number): string {
  const digest = createHash("sha256");
  for (const file of readdirSync(MIGRATIONS_DIR).sort()) {
    if (file.endsWith(".sql")) digest.update(readFileSync(join(MIGRATIONS_DIR, file)));
  }
  return `${orders} orders, generator ${GENERATOR}, schema ${digest.digest("hex").slice(0, 16)}`;
}

async function connected<T>(url: string, use: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await use(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** The staff, who have to be able to sign in: the stack's start prepares what Auth keeps. */
async function makeStaff(databaseUrl: string, localDir: string, password: string): Promise<void> {
  const stack = await startStack({ localDir, databaseUrl, runner: false, songApi: false });
  try {
    await connected(databaseUrl, (sql) => makeDemoStaff(sql, password));
  } finally {
    await stack.stop();
  }
}

/**
 * The database with this many orders: as it is when it was made from the present schema and generator, built when not.
 *
 * @param options.serverUrl any database of the server, as its superuser
 * @param options.orders how many orders; as many failed jobs, three times as many variants
 * @param options.kind what is in it: a history unless said otherwise
 * @param options.keep takes a database that is complete even when the schema has changed since; new migrations are
 *   applied to it
 * @param options.password of the staff accounts
 * @returns its connection string
 */
export async function requireDataset(options: {
  serverUrl: string;
  orders: number;
  kind?: DatasetKind;
  keep: boolean;
  localDir: string;
  password: string;
  log: (line: string) => void;
}): Promise<string> {
  const { serverUrl, orders, localDir, password, log } = options;
  const { prefix, plan } = KINDS[options.kind ?? "history"];
  const name = `${prefix}${orders}`;
  const mark = markOf(orders);
  const found = await connected(serverUrl, async (sql) => {
    const [row] = await sql<{ mark: string | null }[]>`
      select shobj_description(oid, 'pg_database') as mark from pg_database where datname = ${name}`;
    return row;
  });
  if (found?.mark && (found.mark === mark || options.keep)) {
    log(`  ${name}: built before (${found.mark})`);
    return createDatabase(serverUrl, name);
  }
  log(`  ${name}: building ${found ? "anew, the schema or the generator has changed" : "it"}`);
  const begun = performance.now();
  if (found) await connected(serverUrl, (sql) => sql`drop database ${sql(name)} with (force)`);
  const url = await createDatabase(serverUrl, name);
  await prepareDatabase(url);
  await applyMigrations(url);
  await makeStaff(url, localDir, password);
  await connected(url, async (sql) => {
    const [staff] = await sql<{ id: string; name: string }[]>`
      select user_id as id, full_name as name from desk.staff_members where email = ${AGENT}`;
    if (!staff) throw new Error(`the account ${AGENT} is missing`);
    const anchor = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
    await fillDataset(sql, { plan: () => plan(orders, anchor), staff, log });
    await sql.unsafe(`comment on database ${name} is '${mark}'`);
    const [{ size } = { size: "" }] = await sql<{ size: string }[]>`
      select pg_size_pretty(pg_database_size(current_database())) as size`;
    log(`  ${name}: ${size} in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  });
  return url;
}

/**
 * A copy of a dataset, to be changed by what is measured. A copy of before is given up.
 *
 * @param databaseUrl of the dataset, to which nobody may be connected
 * @returns the copy's connection string, and what drops it
 */
export async function copyDataset(
  serverUrl: string,
  databaseUrl: string,
): Promise<{ url: string; drop: () => Promise<void> }> {
  const original = new URL(databaseUrl).pathname.slice(1);
  const name = `${original}_copy`;
  const drop = () =>
    connected(serverUrl, async (sql) => void (await sql`drop database if exists ${sql(name)} with (force)`));
  await drop();
  await connected(serverUrl, (sql) => sql`create database ${sql(name)} template ${sql(original)}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  // A copied page is written out and its rows' hint bits are set by the first who reads it: that is not measured.
  await connected(url.href, (sql) => sql.unsafe("vacuum (analyze)"));
  return { url: url.href, drop };
}
