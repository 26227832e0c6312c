import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { beforeAll, expect, test } from "vitest";
import { call, makeAccount, makeStaff } from "./rows.ts";
import { onPostgres } from "./servers.ts";

onPostgres((database) => {
  let sql: Sql;
  beforeAll(() => {
    sql = database().sql;
  });

  const invite = (email: string, role = "agent", more: Record<string, string> = {}) =>
    call(sql, "invite_staff_member", { p_email: email, p_role: role, ...more });
  const accept = (id: string) => call(sql, "accept_staff_invitation", { p_user_id: id });
  const confirmed = async (email?: string) => {
    const account = await makeAccount(sql, email);
    await sql`update auth.users set email_confirmed_at = now() where id = ${account.id}`;
    return account;
  };
  const memberOf = async (id: string) =>
    (await sql`select email, full_name, role from desk.staff_members where user_id = ${id}`)[0];
  const NONE = { ok: false, code: "no_invitation" };

  test("S2 an invitation gives no rights: not to an account that is there, nor to one that comes", async () => {
    const known = await confirmed();
    const unknown = `${randomUUID()}@example.com`;
    for (const email of [known.email, unknown])
      expect(await invite(email, "admin")).toMatchObject({ ok: true });
    const taken = await confirmed(unknown);
    for (const { id } of [known, taken]) expect(await memberOf(id)).toBeUndefined();
  });

  test("S2 rights come with accepting it, once, within the hour, and for a confirmed address alone", async () => {
    const unconfirmed = await makeAccount(sql);
    await invite(unconfirmed.email);
    expect(await accept(unconfirmed.id)).toEqual(NONE);

    const late = await confirmed();
    await invite(late.email);
    await sql`update desk.staff_invitations set expires_at = now() where email = ${late.email}`;
    expect(await accept(late.id)).toEqual(NONE);

    const { id, email } = await confirmed("Mixed.Case@Example.com");
    await invite(` ${email.toUpperCase()} `, "viewer");
    await invite(email, "agent", { p_full_name: "Mia" });
    const answers = await Promise.all(Array.from({ length: 10 }, () => accept(id)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await memberOf(id)).toEqual({ email: "mixed.case@example.com", full_name: "Mia", role: "agent" });
    for (const who of [unconfirmed, late]) expect(await memberOf(who.id)).toBeUndefined();
  });

  test("each step leaves one line of record; an invitation that was taken back gives nothing", async () => {
    const { id, email } = await confirmed();
    const { invitation } = (await invite(email)) as unknown as { invitation: { id: string } };
    expect(await call(sql, "withdraw_staff_invitation", { p_id: invitation.id })).toEqual({ ok: true });
    expect(await call(sql, "withdraw_staff_invitation", { p_id: invitation.id })).toEqual(NONE);
    expect(await accept(id)).toEqual(NONE);
    const record =
      await sql`select action from desk.activity where subject_id = ${invitation.id} order by id`;
    expect(record.map(({ action }) => action)).toEqual(["staff_invited", "staff_invitation_withdrawn"]);
  });

  test("nobody but an admin invites or takes back, and whoever is staff is not invited", async () => {
    const agent = await makeStaff(sql);
    const by = { p_actor: agent.id };
    const refused = { ok: false, code: "admin_required" };
    expect(await invite(`${randomUUID()}@example.com`, "admin", by)).toEqual(refused);
    expect(await call(sql, "withdraw_staff_invitation", { p_id: randomUUID(), ...by })).toEqual(refused);
    expect(await invite(agent.email, "admin")).toEqual({
      ok: false,
      code: "already_staff",
      member: { full_name: "Ana Agent", role: "agent", disabled: false },
    });
  });

  test("S17 tells the sessions that have not ended", async () => {
    const { id } = await makeAccount(sql);
    const [live, over, gone] = [randomUUID(), randomUUID(), randomUUID()];
    await sql`insert into auth.sessions (id, user_id) values (${live}, ${id})`;
    await sql`insert into auth.sessions (id, user_id, not_after) values (${over}, ${id}, now())`;
    const [row] = await sql`select desk.live_sessions(${[live, over, gone]}::uuid[]) as sessions`;
    expect(row?.sessions).toEqual([live]);
  });
});
