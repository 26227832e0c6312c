import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { applyMigrations } from "../../local/migrations.ts";
import { createDatabase, startPostgres } from "../../local/postgres/index.ts";
import { prepareDatabase } from "../../local/prepare-database.ts";
import { hasDebianPostgres, startDebianPostgres } from "./debian-postgres.ts";

/** A PostgreSQL that the tests run on, with two databases to copy. */
export interface TestServer {
  /** As the test titles say it. */
  title: string;
  url: string;
  /** A database with all migrations. */
  migrated: string;
  /** What a hosted project has before its first migration. */
  prepared: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    databaseServers: TestServer[];
  }
}

type Stop = () => Promise<void>;

/** Templates carry the number of this process, so that two runs can share the server that DATABASE_URL names. */
async function makeTemplates(url: string): Promise<Pick<TestServer, "migrated" | "prepared">> {
  const prepared = `reprise_prepared_${process.pid}`;
  const migrated = `reprise_migrated_${process.pid}`;
  await prepareDatabase(await createDatabase(url, prepared));
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql`create database ${sql(migrated)} template ${sql(prepared)}`;
  } finally {
    await sql.end();
  }
  await applyMigrations(await createDatabase(url, migrated));
  return { prepared, migrated };
}

async function dropTemplates(server: TestServer): Promise<void> {
  const sql = postgres(server.url, { max: 1, onnotice: () => {} });
  for (const name of [server.migrated, server.prepared]) await sql`drop database if exists ${sql(name)}`;
  await sql.end();
}

/** Nothing of the embedded server outlives the tests, so it need not wait for the disk. */
async function withoutWaitingForTheDisk(url: string): Promise<void> {
  const sql = postgres(url, { max: 1 });
  await sql`alter system set fsync = off`;
  await sql`select pg_reload_conf()`;
  await sql.end();
}

/**
 * Starts each PostgreSQL that the database tests run on: the embedded one, and Debian's 15 when it is installed; or
 * the one that DATABASE_URL names alone. The test files copy its templates.
 *
 * @returns what ends them all.
 */
export default async function setup(project: TestProject): Promise<Stop> {
  const dir = mkdtempSync(join(tmpdir(), "reprise-database-"));
  const stops: Stop[] = [async () => rmSync(dir, { recursive: true, force: true })];
  const stopAll = async () => {
    for (let stop = stops.pop(); stop; stop = stops.pop()) await stop();
  };
  const add = async (title: string, url: string): Promise<TestServer> => {
    const server = { title, url, ...(await makeTemplates(url)) };
    stops.push(() => dropTemplates(server));
    return server;
  };
  const embedded = async () => {
    const server = await startPostgres({ dataDir: join(dir, "embedded") });
    stops.push(server.stop);
    await withoutWaitingForTheDisk(server.url);
    const missing = hasDebianPostgres() ? "" : "; PostgreSQL 15 IS NOT INSTALLED, so it was not tested";
    return add(`PostgreSQL 18 (embedded${missing})`, server.url);
  };
  const debian = async () => {
    const server = await startDebianPostgres(join(dir, "debian"));
    stops.push(server.stop);
    return add("PostgreSQL 15 (Debian)", server.url);
  };
  const own = process.env.DATABASE_URL;
  const starts = own
    ? [() => add("the PostgreSQL of DATABASE_URL", own)]
    : hasDebianPostgres()
      ? [embedded, debian]
      : [embedded];
  // All of them have ended, one way or the other, before anything is stopped.
  const results = await Promise.allSettled(starts.map((start) => start()));
  const failed = results.find((result) => result.status === "rejected");
  if (failed) {
    await stopAll();
    throw failed.reason;
  }
  project.provide(
    "databaseServers",
    results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])),
  );
  return stopAll;
}
