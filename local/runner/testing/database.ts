import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { createDatabase, startPostgres } from "../../postgres/index.ts";

export interface TestDatabases {
  /** Creates an empty database and returns its URL. */
  create(): Promise<string>;
  /** Drops what was created. */
  stop(): Promise<void>;
}

async function startServer() {
  const directory = await mkdtemp(join(tmpdir(), "runner-test-"));
  const server = await startPostgres({ dataDir: join(directory, "data") });
  const stop = async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

/** Databases for tests: on the server that DATABASE_URL names, or else on a PostgreSQL of their own. */
export async function openTestDatabases(): Promise<TestDatabases> {
  const given = process.env.DATABASE_URL;
  const server = given ? { url: given, stop: async () => undefined } : await startServer();
  const names: string[] = [];
  return {
    create() {
      const name = `runner_test_${randomUUID().slice(0, 8)}`;
      names.push(name);
      return createDatabase(server.url, name);
    },
    async stop() {
      const sql = postgres(server.url, { max: 1, onnotice: () => undefined });
      for (const name of names) await sql`drop database if exists ${sql(name)} with (force)`;
      await sql.end();
      await server.stop();
    },
  };
}
