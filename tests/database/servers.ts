import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, describe, inject } from "vitest";
import type { TestServer } from "./start-servers.ts";

/** A database of a test file's own. */
export interface TestDatabase {
  /** Connection string, as the superuser. */
  url: string;
  /** As the superuser, over many connections at once. */
  sql: postgres.Sql;
}

/** More than any test asks for at once, fewer than the servers allow for two files at a time. */
const CONNECTIONS = 60;

async function copy(
  server: TestServer,
  template: string,
): Promise<TestDatabase & { drop: () => Promise<void> }> {
  const name = `${template}_${randomBytes(4).toString("hex")}`;
  const admin = postgres(server.url, { max: 1, onnotice: () => {} });
  await admin`create database ${admin(name)} template ${admin(template)}`;
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const sql = postgres(url.href, { max: CONNECTIONS, onnotice: () => {} });
  return {
    url: url.href,
    sql,
    drop: async () => {
      await sql.end({ timeout: 5 });
      await admin`drop database ${admin(name)} with (force)`;
      await admin.end();
    },
  };
}

/**
 * Runs a suite on each PostgreSQL under test, each time on a fresh copy of a template.
 *
 * @param template "migrated": all migrations applied; "prepared": none of them.
 * @param suite is given a function, since the copy is there only once the tests run.
 */
export function onEachPostgres(
  template: "migrated" | "prepared",
  suite: (database: () => TestDatabase) => void,
): void {
  const servers: TestServer[] | undefined = inject("databaseServers");
  if (!servers) throw new Error('the vitest project needs globalSetup: "./tests/database/start-servers.ts"');
  describe.each(servers)("$title", (server) => {
    let made: Awaited<ReturnType<typeof copy>> | undefined;
    beforeAll(async () => {
      made = await copy(server, server[template]);
    });
    afterAll(async () => {
      await made?.drop();
    });
    suite(() => {
      if (!made) throw new Error("a database is there only while its tests run");
      return made;
    });
  });
}
