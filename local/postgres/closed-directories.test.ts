import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPostgresBinaries, type PostgresBinaries } from "./binaries.ts";
import { startPostgres } from "./index.ts";
import { reachableDataDir, reachablePrograms } from "./reachable.ts";
import { maySearch, type SystemUser, systemUser } from "./run-as.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
let dir: string;
let stateDir: string;
let closed: PostgresBinaries;
let user: SystemUser | undefined;

beforeAll(async () => {
  // 0700 and of the present user: as root, nobody else may enter it, as /root.
  dir = mkdtempSync(join(tmpdir(), "reprise-closed-"));
  stateDir = join(mkdtempSync(join(tmpdir(), "reprise-state-")), "reprise");
  execFileSync("chmod", ["755", dirname(stateDir)]);
  const native = dirname(dirname((await findPostgresBinaries()).postgres));
  cpSync(native, join(dir, "native"), { recursive: true, verbatimSymlinks: true });
  closed = { initdb: join(dir, "native/bin/initdb"), postgres: join(dir, "native/bin/postgres") };
  user = systemUser();
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
  rmSync(dirname(stateDir), { recursive: true, force: true });
});

describe("A21 below a directory that only its owner may enter", () => {
  test("A21 the database starts, with its programs and its data there", async () => {
    const server = await startPostgres({ dataDir: join(dir, "local/postgres"), binaries: closed });
    const sql = postgres(server.url, { max: 1 });
    expect(await sql`select 1 as one`).toMatchObject([{ one: 1 }]);
    await sql.end();
    await server.stop();
    const copied = reachablePrograms(closed, user);
    if (copied !== closed) rmSync(dirname(dirname(copied.postgres)), { recursive: true });
  });

  test("A21 programs are copied once, to where their user may run them", () => {
    const copied = reachablePrograms(closed, user, stateDir);
    expect(user === undefined || maySearch(dirname(copied.postgres), user)).toBe(true);
    expect(reachablePrograms(closed, user, stateDir)).toEqual(copied);
  });

  test("A21 where its user cannot be let through, the data is kept where it may write, and a reset removes it", () => {
    const localDir = join(dir, "elsewhere");
    mkdirSync(localDir);
    writeFileSync(join(localDir, "reprise-local-data"), "");
    const dataDir = join(localDir, "postgres");
    const options = { stateDir, passThrough: () => false };
    const real = reachableDataDir(dataDir, user, options);
    expect(realpathSync(dataDir)).toBe(real);
    expect(lstatSync(dataDir).isSymbolicLink()).toBe(user !== undefined);
    expect(user === undefined || maySearch(real, user)).toBe(true);
    expect(reachableDataDir(dataDir, user, options)).toBe(real);
    execFileSync(process.execPath, ["--import", "tsx", join(PROJECT, "local/reset.ts")], {
      cwd: PROJECT,
      env: { ...process.env, LOCAL_DIR: localDir },
    });
    expect([existsSync(real), existsSync(localDir)]).toEqual([false, false]);
  });
});
