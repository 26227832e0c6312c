import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { beforeAll, expect, test } from "vitest";
import { call, makeAccount } from "./rows.ts";
import { onEachPostgres } from "./servers.ts";

onEachPostgres("migrated", (database) => {
  let sql: Sql;

  beforeAll(() => {
    sql = database().sql;
  });

  const set = (email: string, more: Record<string, string | boolean> = {}) =>
    call(sql, "set_staff_member", { p_email: email, ...more });
  const memberOf = async (id: string) =>
    (
      await sql`select email, full_name, role, disabled_at from public.staff_members where user_id = ${id}`
    )[0];
  const recordOf = async (id: string) => [
    ...(await sql`select action, before, after from public.activity
      where subject_type = 'staff_member' and subject_id = ${id} order by id`),
  ];

  test("an address without an account is no staff", async () => {
    expect(await set("nobody@example.com")).toEqual({ ok: false, code: "no_account" });
    expect(await set("")).toEqual({ ok: false, code: "no_account" });
  });

  test("a member is made a viewer, then what is said; what is not said stays", async () => {
    const { id, email } = await makeAccount(sql, "Mixed.Case@Example.com");
    // Somebody else is admin, so that this one need not stay it.
    await set((await makeAccount(sql)).email, { p_role: "admin" });
    expect(await set(` ${email.toUpperCase()} `)).toEqual({ ok: true, user_id: id });
    expect(await memberOf(id)).toMatchObject({
      email: "mixed.case@example.com",
      role: "viewer",
      disabled_at: null,
    });
    await set(email, { p_role: "admin", p_full_name: "Mia" });
    expect(await memberOf(id)).toMatchObject({ full_name: "Mia", role: "admin" });

    await set(email, { p_disabled: true });
    const disabled = await memberOf(id);
    expect(disabled).toMatchObject({ full_name: "Mia", role: "admin" });
    expect(disabled?.disabled_at).toBeInstanceOf(Date);
    await set(email, { p_disabled: true });
    expect(await memberOf(id)).toEqual(disabled);
    await set(email, { p_role: "agent" });
    expect((await memberOf(id))?.disabled_at).toEqual(disabled?.disabled_at);
    await set(email, { p_disabled: false });
    expect(await memberOf(id)).toMatchObject({ role: "agent", disabled_at: null });

    const record = await recordOf(id);
    expect(record.map((row) => row.after)).toEqual([
      { role: "viewer", disabled: false, full_name: record[0]?.after.full_name },
      { role: "admin", disabled: false, full_name: "Mia" },
      { role: "admin", disabled: true, full_name: "Mia" },
      { role: "admin", disabled: true, full_name: "Mia" },
      { role: "agent", disabled: true, full_name: "Mia" },
      { role: "agent", disabled: false, full_name: "Mia" },
    ]);
    expect(record.map((row) => row.before)).toEqual([null, ...record.slice(0, -1).map((row) => row.after)]);
  });

  test("made by ten at once, it is one member", async () => {
    const { id, email } = await makeAccount(sql);
    const answers = await Promise.all(Array.from({ length: 10 }, () => set(email, { p_role: "agent" })));
    expect(answers).toEqual(Array(10).fill({ ok: true, user_id: id }));
    expect(await memberOf(id)).toMatchObject({ role: "agent" });
  });

  test("a role that does not exist is refused", async () => {
    const { id, email } = await makeAccount(sql, `${randomUUID()}@example.com`);
    await expect(set(email, { p_role: "owner" })).rejects.toMatchObject({ code: "22P02" });
    expect(await memberOf(id)).toBeUndefined();
  });
});
