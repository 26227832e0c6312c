import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { MIGRATIONS_DIR } from "../../local/migrations.ts";
import { call, makeCustomer, makeFailedJob, makeStaff, makeVariant } from "./rows.ts";
import { onEachPostgres } from "./servers.ts";

const MIGRATION = readdirSync(MIGRATIONS_DIR).find((file) => file.endsWith("_erased_before.sql")) ?? "";

onEachPostgres("migrated", (database) => {
  test("what an earlier erasure left of somebody goes when the database is brought up to date, and of nobody else", async () => {
    const { sql } = database();
    const admin = await makeStaff(sql, "Adam");
    await sql`update public.staff_members set role = 'admin' where user_id = ${admin.id}`;
    const [erased, other] = [await makeFailedJob(sql), await makeFailedJob(sql)];
    const ofBoth = [erased.order.id, other.order.id];
    await makeVariant(sql, erased.order, 2, "complete");
    await call(sql, "erase_customer", {
      p_user_id: erased.order.customer.id,
      p_actor: admin.id,
      p_reason: "By letter.",
    });
    await sql`update public.customizations set occasion = 'Cleo''s 40th'
      where id in (${erased.order.customizationId}, ${other.order.customizationId})`;
    await sql`update public.song_variants set share_revoked_at = null where order_id = ${erased.order.id}`;
    await sql`update auth.users set phone = id::text where id in (${erased.order.customer.id}, ${other.order.customer.id})`;
    await sql`insert into auth.audit_log_entries (id, payload)
      select id, json_build_object('actor_id', id) from auth.users where phone is not null`;
    const stranger = await makeCustomer(sql);

    await sql.unsafe(readFileSync(`${MIGRATIONS_DIR}/${MIGRATION}`, "utf8")).simple();
    const state = await sql`
      select o.id, s.occasion, u.phone is not null as phone, l.id is not null as log,
        (select count(*) from public.song_variants v where v.order_id = o.id and share_revoked_at is null)::int as links
      from public.orders o join public.order_summaries s on s.order_id = o.id join auth.users u on u.id = o.user_id
      left join auth.audit_log_entries l on l.id = u.id
      where o.id = any (${ofBoth})`;
    expect(Object.fromEntries(state.map(({ id, ...row }) => [id, row]))).toEqual({
      [erased.order.id]: { occasion: "[erased]", phone: false, log: false, links: 0 },
      [other.order.id]: { occasion: "Cleo's 40th", phone: true, log: true, links: 1 },
    });
    const [left] = await sql`select email from auth.users where id = ${stranger.id}`;
    expect(left?.email).toBe(stranger.email);
  });
});
