import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { inviteStaff } from "../../app/lib/auth/invite-staff.server.ts";
import { changeStaff, listStaff } from "../../app/lib/auth/manage-staff.server.ts";
import { type Customer, makeAccount, makeStaff } from "../database/rows.ts";
import { connectDesk, requestId, sharedStack } from "./desk.ts";

const { db, sql } = connectDesk(sharedStack());

let admin: Customer;
let second: Customer;
beforeEach(async () => {
  await sql`delete from desk.staff_members`;
  [admin, second] = [await makeStaff(sql, "Adam Admin"), await makeStaff(sql, "Bea Admin")];
  await sql`update desk.staff_members set role = 'admin'`;
});

/** Invites somebody with a link, as an admin at the desk does. */
const invite = (email: string, role: "viewer" | "agent" | "admin", actor = admin, fullName?: string) =>
  inviteStaff(db, { email, fullName, role }, { delivery: "link", publicUrl: "http://desk" }, by(actor));

const by = (member: Customer) => ({ actorId: member.id, requestId: requestId() });
const change = (who: Customer, what: object, actor = admin) =>
  changeStaff(db, { user_id: who.id }, what, by(actor));
const recordOf = async (id: string) =>
  (await sql`select actor_name, before, after from desk.activity where subject_id = ${id} order by id`).map(
    (row) => ({ ...row }),
  );

test("a role is changed, disabled and enabled, each with one line that says by whom", async () => {
  const agent = await makeStaff(sql, "Cem Agent");
  expect(await change(agent, { role: "viewer" })).toMatchObject({ role: "viewer", disabled_at: null });
  expect((await change(agent, { disabled: true })).disabled_at).not.toBeNull();
  expect(await change(agent, { disabled: false, full_name: "Cem" })).toMatchObject({ disabled_at: null });
  const record = await recordOf(agent.id);
  expect(record.map(({ actor_name }) => actor_name)).toEqual(["Adam Admin", "Adam Admin", "Adam Admin"]);
  expect(record[0]).toMatchObject({ before: { role: "agent" }, after: { role: "viewer" } });
});

describe("nobody is locked out", () => {
  test("by taking away their own rights", async () => {
    for (const what of [{ role: "agent" }, { disabled: true }]) {
      await expect(change(admin, what)).rejects.toMatchObject({ code: "oneself", status: 409 });
    }
    expect(await recordOf(admin.id)).toEqual([]);
  });

  test("as the last admin, not by two who disable each other at the same moment either", async () => {
    const results = await Promise.allSettled([
      change(second, { disabled: true }, admin),
      change(admin, { disabled: true }, second),
    ]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const left = await sql`select 1 from desk.staff_members where role = 'admin' and disabled_at is null`;
    expect(left).toHaveLength(1);
  });

  test("from the command line, which is nobody", async () => {
    await change(second, { role: "agent" });
    await expect(changeStaff(db, { email: admin.email }, { role: "viewer" })).rejects.toMatchObject({
      code: "last_admin",
      status: 409,
    });
  });
});

describe("somebody who has changed their address in Auth", () => {
  test("is disabled and changed like anybody, and listed and found by the address they have now", async () => {
    const ana = await makeStaff(sql, "Ana Agent");
    const email = `${randomUUID()}@example.com`;
    await sql`update auth.users set email = ${email} where id = ${ana.id}`;
    const disabled = await change(ana, { disabled: true });
    expect(disabled).toMatchObject({ user_id: ana.id, email });
    expect(disabled.disabled_at).not.toBeNull();
    const next = email.replace("@", ".next@");
    await sql`update auth.users set email = ${next} where id = ${ana.id}`;
    expect(await listStaff(db)).toContainEqual(expect.objectContaining({ user_id: ana.id, email: next }));
    expect(await changeStaff(db, { email: next.toUpperCase() }, { role: "viewer" })).toMatchObject({
      user_id: ana.id,
      role: "viewer",
    });
    await expect(changeStaff(db, { email }, { disabled: false })).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining(`has the address ${email}. Check the list of staff`),
    });
  });

  test("stands in nobody's way who has the old one now, and is not taken for them", async () => {
    const ana = await makeStaff(sql, "Ana Agent");
    await sql`update auth.users set email = ${`${randomUUID()}@example.com`} where id = ${ana.id}`;
    const ben = await makeAccount(sql, ana.email);
    await sql`select desk_private.add_staff_member(${ana.email}, 'viewer', 'Ben')`;
    expect(await changeStaff(db, { email: ana.email }, { disabled: true })).toMatchObject({
      user_id: ben.id,
    });
    expect((await listStaff(db)).find((member) => member.user_id === ana.id)?.disabled_at).toBeNull();
  });
});

test("who is staff already is not added again: it is said who they are, and nothing changes", async () => {
  const agent = await makeStaff(sql, "Cem Agent");
  const again = () => invite(agent.email, "admin", admin, "C");
  await expect(again()).rejects.toMatchObject({
    code: "already_staff",
    status: 409,
    message: expect.stringContaining("Cem Agent is already on the staff as agent. Nothing was changed."),
    facts: { member: { full_name: "Cem Agent", role: "agent", disabled: false } },
  });
  await change(agent, { disabled: true });
  await expect(again()).rejects.toThrow("Cem Agent is already on the staff as agent, but disabled.");
  expect((await listStaff(db)).find((member) => member.user_id === agent.id)).toMatchObject({
    full_name: "Cem Agent",
    role: "agent",
    disabled_at: expect.any(String),
  });
  expect(await recordOf(agent.id)).toHaveLength(1);
});

test("who is no admin changes nobody, and adds nobody", async () => {
  const agent = await makeStaff(sql, "Cem Agent");
  await expect(change(second, { role: "viewer" }, agent)).rejects.toMatchObject({ status: 403 });
  const { email } = await makeAccount(sql);
  await expect(invite(email, "admin", agent)).rejects.toMatchObject({ status: 403 });
  expect(await listStaff(db)).toHaveLength(3);
});

test("nobody of this address or id is a 404", async () => {
  await expect(changeStaff(db, { email: "nobody@example.com" }, { role: "agent" })).rejects.toMatchObject({
    status: 404,
  });
  await expect(changeStaff(db, { user_id: randomUUID() }, { role: "agent" })).rejects.toMatchObject({
    status: 404,
  });
});

test("when somebody was last here is noted to the minute, and written once in it", async () => {
  const version = async () =>
    (
      await sql`select last_seen_at, xmin::text as version from desk.staff_members where user_id = ${admin.id}`
    )[0];
  await db.rpc("touch_staff_member", { p_user_id: admin.id });
  const first = await version();
  expect(first?.last_seen_at).toBeInstanceOf(Date);
  // Whatever minute it is now: the row says a later one than any that comes.
  await sql`update desk.staff_members set last_seen_at = now() + interval '1 hour' where user_id = ${admin.id}`;
  const before = await version();
  await db.rpc("touch_staff_member", { p_user_id: admin.id });
  expect(await version()).toEqual(before);
});
