import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { expect, test } from "vitest";
import { call, makeCustomer, makeStaff } from "./rows.ts";
import { onPostgres } from "./servers.ts";

/** A customer with everything that an account can be signed in to with. */
async function makeSignedIn(sql: Sql) {
  const customer = await makeCustomer(sql);
  await sql`update auth.users set encrypted_password = 'hash', recovery_token = id::text, confirmation_token = id::text
    where id = ${customer.id}`;
  const session = randomUUID();
  await sql`insert into auth.sessions (id, user_id) values (${session}, ${customer.id})`;
  for (const [token, ofSession] of [
    ["with a session", session],
    ["with none", null],
  ])
    await sql`insert into auth.refresh_tokens (id, token, user_id, session_id)
      values (${randomUUID()}, ${token ?? ""}, ${customer.id}, ${ofSession ?? null})`;
  await sql`insert into auth.identities (id, provider, provider_id, user_id)
    values (${randomUUID()}, 'email', ${customer.id}, ${customer.id})`;
  await sql`insert into desk.staff_invitations (email, full_name, role, expires_at)
    values (${customer.email}, 'Cleo', 'agent', now() + interval '1 hour')`;
  return customer;
}

const leftOf = (sql: Sql, customer: { id: string; email: string }) => sql`
  select encrypted_password, recovery_token, confirmation_token, email,
    (select count(*)::int from auth.sessions where user_id = u.id) as sessions,
    (select count(*)::int from auth.refresh_tokens where user_id = u.id) as tokens,
    (select count(*)::int from auth.identities where user_id = u.id) as identities,
    (select count(*)::int from desk.staff_invitations where email = ${customer.email}) as invitations
  from auth.users u where id = ${customer.id}`;

onPostgres((database) => {
  const eraser = async (sql: Sql) => {
    const admin = await makeStaff(sql, "Adam");
    await sql`update desk.staff_members set role = 'admin' where user_id = ${admin.id}`;
    return (customer: { id: string }) =>
      call(sql, "erase_customer", { p_user_id: customer.id, p_actor: admin.id, p_reason: "By letter." });
  };

  test("S24 an erased account keeps nothing to sign in with, and nobody else loses anything", async () => {
    const { sql } = database();
    const erase = await eraser(sql);
    const [erased, other] = [await makeSignedIn(sql), await makeSignedIn(sql)];
    await erase(erased);
    expect(await leftOf(sql, erased)).toMatchObject([
      {
        encrypted_password: null,
        recovery_token: "",
        confirmation_token: "",
        email: `erased-${erased.id}@erased.invalid`,
        sessions: 0,
        tokens: 0,
        identities: 0,
        invitations: 0,
      },
    ]);
    expect(await leftOf(sql, other)).toMatchObject([
      { encrypted_password: "hash", sessions: 1, tokens: 2, identities: 1, invitations: 1 },
    ]);
  });

  test("S24 works with the tables of a hosted project, where a refresh token's user is a text", async () => {
    const { sql } = database();
    const erase = await eraser(sql);
    await sql`alter table auth.refresh_tokens alter column user_id type varchar(255)`;
    const erased = await makeSignedIn(sql);
    await erase(erased);
    const left = await sql`select 1 from auth.refresh_tokens where user_id = ${erased.id}`;
    expect(left).toHaveLength(0);
    await sql`alter table auth.refresh_tokens alter column user_id type uuid using user_id::uuid`;
  });
});
