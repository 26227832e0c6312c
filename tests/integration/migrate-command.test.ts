import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase } from "../../local/postgres/index.ts";
import { prepareDatabase } from "../../local/prepare-database.ts";
import { BASE_MIGRATION, MIGRATIONS_DIR } from "../../migrate/files.ts";
import { makeCustomer, makeOrder } from "../database/rows.ts";
import { makeProductionInstall } from "../production-install.ts";
import { connectDesk, sharedStack } from "./desk.ts";

const stack = sharedStack();
const { sql } = connectDesk(stack);
const install = makeProductionInstall();
cpSync(MIGRATIONS_DIR, join(install.dir, "supabase", "migrations"), { recursive: true });
const name = `migrate_${randomBytes(4).toString("hex")}`;
let url: string;

/** The commands of docs/install.md, as they stand there. */
const COMMANDS = readFileSync(new URL("../../docs/install.md", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("npm run migrate"));

/** What a command says in a production install, on either stream, and its exit code. */
function run(command: string, env: Record<string, string> = { DATABASE_URL: url }) {
  return new Promise<{ code: number | string | null | undefined; said: string }>((resolve) => {
    const options = { cwd: install.dir, env: { ...process.env, ...env } };
    execFile("sh", ["-c", command.replace("npm run", "npm run --silent")], options, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, said: stdout + stderr }),
    );
  });
}

beforeAll(async () => {
  url = await createDatabase(stack.databaseUrl, name);
  await prepareDatabase(url);
  const shop = postgres(url, { max: 1, onnotice: () => {} });
  await shop.unsafe(readFileSync(`${MIGRATIONS_DIR}${BASE_MIGRATION}`, "utf8")).simple();
  await makeOrder(shop, await makeCustomer(shop));
  await shop.end();
});
afterAll(async () => {
  await sql`drop database if exists ${sql(name)} with (force)`;
  install.remove();
});

test("the commands of docs/install.md check, install and remove, from a production install", async () => {
  expect(COMMANDS).toEqual(["npm run migrate -- --check", "npm run migrate", "npm run migrate -- --remove"]);
  const [check = "", migrate = "", remove = ""] = COMMANDS;
  expect(await run(check)).toEqual({ code: 0, said: expect.stringContaining("Ready.") });
  expect(await run(migrate)).toEqual({
    code: 0,
    said: expect.stringContaining("Done. The database is up to date."),
  });
  expect(await run(check)).toEqual({ code: 0, said: expect.stringContaining("The database is up to date.") });
  // Nobody is there to be asked.
  expect(await run(remove)).toEqual({ code: 2, said: expect.stringContaining("--yes") });
  expect(await run(`${remove} --yes`)).toEqual({
    code: 0,
    said: expect.stringContaining("The tables of Phase 1 are still there"),
  });
});

test("a script learns by the exit code that something has to be put right, and nothing was changed", async () => {
  const shop = postgres(url, { max: 1, onnotice: () => {} });
  await shop`alter table public.customizations rename column occasion to reason`;
  const stopped = await run("npm run migrate");
  expect(stopped.code).toBe(3);
  expect(stopped.said).toContain("desk.shop_orders.occasion needs public.customizations.occasion");
  expect(stopped.said).toContain("Nothing was changed.");
  expect(await shop`select to_regnamespace('desk') as desk`).toEqual([{ desk: null }]);
  await shop.end();
  expect((await run("npm run migrate", { DATABASE_URL: "" })).code).toBe(2);
  expect((await run("npm run migrate", { DATABASE_URL: "postgres://a:b@127.0.0.1:1/c" })).code).toBe(2);
});
