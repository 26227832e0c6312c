import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { makeStaff } from "../database/rows.ts";
import { makeProductionInstall } from "../production-install.ts";
import { connectDesk, sharedStack } from "./desk.ts";

const { sql } = connectDesk(sharedStack());
const install = makeProductionInstall();
afterAll(install.remove);

/** What `npm run staff -- ...` says in a production install, on either stream, and its exit code. */
function staff(...args: string[]): Promise<{ code: number | string | null | undefined; said: string }> {
  const command = ["run", "--silent", "staff", "--", ...args];
  return new Promise((resolve) => {
    execFile("npm", command, { cwd: install.dir }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, said: stdout + stderr }),
    );
  });
}

test("A16 at the command line, somebody is disabled by the address they have now, and by none that they had", async () => {
  const ana = await makeStaff(sql, "Ana Agent");
  const email = `${randomUUID()}@example.com`;
  await sql`update auth.users set email = ${email} where id = ${ana.id}`;
  const old = await staff("disable", ana.email);
  expect(old.code).toBe(1);
  expect(old.said).toContain(`No colleague has the address ${ana.email}. Check the list of staff`);
  expect(await staff("disable", email)).toEqual({
    code: 0,
    said: expect.stringContaining(`${email} is disabled.`),
  });

  const added = await staff("add", email, "--role", "admin");
  expect(added.code).toBe(1);
  expect(added.said).toContain(
    "Ana Agent is already on the staff as agent, but disabled. Nothing was changed.",
  );
  expect(added.said).toContain("npm run staff -- enable");
  const [member] = await sql`select role, disabled_at from desk.staff_members where user_id = ${ana.id}`;
  expect(member).toEqual({ role: "agent", disabled_at: expect.any(Date) });
});
