import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { beforeAll, expect, test } from "vitest";
import { call, makeAccount } from "./rows.ts";
import { onPostgres } from "./servers.ts";

onPostgres((database) => {
  let sql: Sql;

  beforeAll(() => {
    sql = database().sql;
  });

  const add = (email: string, role = "viewer", more: Record<string, string> = {}) =>
    call(sql, "add_staff_member", { p_email: email, p_role: role, ...more });
  const change = (id: string, what: Record<string, string | boolean>) =>
    call(sql, "change_staff_member", { p_user_id: id, ...what });
  const memberOf = async (id: string) =>
    (await sql`select email, full_name, role, disabled_at from desk.staff_members where user_id = ${id}`)[0];
  const recordOf = async (id: string) => [
    ...(await sql`select action, before, after from desk.activity
      where subject_type = 'staff_member' and subject_id = ${id} order by id`),
  ];

  test("an address without an account is no staff", async () => {
    expect(await add("nobody@example.com")).toEqual({ ok: false, code: "no_account" });
    expect(await add("")).toEqual({ ok: false, code: "no_account" });
  });

  test("an account that is no staff is not changed into it", async () => {
    const { id } = await makeAccount(sql);
    expect(await change(id, { p_role: "admin" })).toEqual({ ok: false, code: "not_found" });
    expect(await memberOf(id)).toBeUndefined();
    expect(await recordOf(id)).toEqual([]);
  });

  test("a member is added as what is said, then changed to what is said; what is not said stays", async () => {
    const { id, email } = await makeAccount(sql, "Mixed.Case@Example.com");
    // Somebody else is admin, so that this one need not stay it.
    await add((await makeAccount(sql)).email, "admin");
    expect(await add(` ${email.toUpperCase()} `)).toEqual({ ok: true, user_id: id });
    expect(await memberOf(id)).toEqual({
      email: "mixed.case@example.com",
      full_name: "mixed.case",
      role: "viewer",
      disabled_at: null,
    });
    expect(await change(id, { p_role: "admin", p_full_name: "Mia" })).toEqual({ ok: true });
    expect(await memberOf(id)).toMatchObject({ full_name: "Mia", role: "admin" });

    await change(id, { p_disabled: true });
    const disabled = await memberOf(id);
    expect(disabled).toMatchObject({ full_name: "Mia", role: "admin" });
    expect(disabled?.disabled_at).toBeInstanceOf(Date);
    await change(id, { p_disabled: true });
    expect(await memberOf(id)).toEqual(disabled);
    await sql`update auth.users set email = 'Other@Example.com' where id = ${id}`;
    await change(id, { p_role: "agent" });
    expect(await memberOf(id)).toMatchObject({
      email: "other@example.com",
      disabled_at: disabled?.disabled_at,
    });
    await change(id, { p_disabled: false });
    expect(await memberOf(id)).toMatchObject({ role: "agent", disabled_at: null });

    const record = await recordOf(id);
    expect(record.map((row) => row.after)).toEqual([
      { role: "viewer", disabled: false, full_name: "mixed.case" },
      { role: "admin", disabled: false, full_name: "Mia" },
      { role: "admin", disabled: true, full_name: "Mia" },
      { role: "admin", disabled: true, full_name: "Mia" },
      { role: "agent", disabled: true, full_name: "Mia" },
      { role: "agent", disabled: false, full_name: "Mia" },
    ]);
    expect(record.map((row) => row.before)).toEqual([null, ...record.slice(0, -1).map((row) => row.after)]);
  });

  test("added by ten at once, it is one member, and the others are told", async () => {
    const { id, email } = await makeAccount(sql);
    const answers = await Promise.all(Array.from({ length: 10 }, () => add(email, "agent")));
    expect(answers.filter(({ ok }) => ok)).toEqual([{ ok: true, user_id: id }]);
    expect(answers.filter(({ code }) => code === "already_staff")).toHaveLength(9);
    expect(await recordOf(id)).toHaveLength(1);
  });

  test("two who have each other's old address are both listed by the one they have now", async () => {
    const [one, two] = [await makeAccount(sql), await makeAccount(sql)];
    for (const { email } of [one, two]) await add(email);
    await sql`update auth.users set email = 'on its way' where id = ${one.id}`;
    await sql`update auth.users set email = ${one.email} where id = ${two.id}`;
    await sql`update auth.users set email = ${two.email} where id = ${one.id}`;
    const listed = await sql`select user_id, email from desk.list_staff()`;
    expect(listed).toContainEqual({ user_id: one.id, email: two.email });
    expect(listed).toContainEqual({ user_id: two.id, email: one.email });
    expect(await memberOf(one.id)).toMatchObject({ email: two.email });
  });

  test("a role that does not exist is refused", async () => {
    const { id, email } = await makeAccount(sql, `${randomUUID()}@example.com`);
    await expect(add(email, "owner")).rejects.toMatchObject({ code: "22P02" });
    expect(await memberOf(id)).toBeUndefined();
  });
});
