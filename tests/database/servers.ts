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

/** A suite's own copy of a template; it is there only once the tests run. */
type Suite = (database: () => TestDatabase) => void;

function onServers(servers: TestServer[], template: "migrated" | "prepared", suite: Suite): void {
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

/** The servers under test, the oldest PostgreSQL last. */
function serversUnderTest(): TestServer[] {
  const servers: TestServer[] | undefined = inject("databaseServers");
  if (!servers) throw new Error('the vitest project needs globalSetup: "./tests/database/start-servers.ts"');
  return servers;
}

/**
 * Runs a suite on each PostgreSQL under test: for what a version may do in its own way, such as rights and the catalog.
 *
 * @param template "migrated": all migrations applied; "prepared": none of them.
 */
export function onEachPostgres(template: "migrated" | "prepared", suite: Suite): void {
  onServers(serversUnderTest(), template, suite);
}

/**
 * Runs a suite on a database, a migrated one unless said otherwise, of the oldest PostgreSQL under test. The newest does the same work in every test that
 * starts a stack; EACH_POSTGRES=1 runs these suites on it, too.
 */
export function onPostgres(suite: Suite, template: "migrated" | "prepared" = "migrated"): void {
  const servers = serversUnderTest();
  onServers(process.env.EACH_POSTGRES ? servers : servers.slice(-1), template, suite);
}
