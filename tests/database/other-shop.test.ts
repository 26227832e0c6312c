import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Sql } from "postgres";
import { beforeAll, expect, test } from "vitest";
import { DESK_MIGRATION, migrationsOfSchema } from "../../local/schema.ts";
import { followShop, makeStaff, recordFailure, requestEvent } from "./rows.ts";
import { onEachPostgres } from "./servers.ts";

const shopsOwn = (file: string) => readFileSync(new URL(`other-shop/${file}`, import.meta.url), "utf8");

/** A page of orders, as the list asks for it. */
const listed = async (sql: Sql, filter: object) =>
  (
    await sql<{ page: { order_id: string; customer_email: string | null }[] }[]>`
      select desk.orders_page(${sql.json(filter as never)}, 'created_at', false, 1000) as page`
  )[0]?.page ?? [];

onEachPostgres("prepared", (database) => {
  let sql: Sql;
  const before = randomUUID();

  beforeAll(async () => {
    sql = database().sql;
    await sql.unsafe(shopsOwn("base.sql")).simple();
    await sql`insert into public.orders (id, status) values (${before}, 'paid')`;
    const written = migrationsOfSchema(shopsOwn("00_shop.sql"));
    for (const [file, text] of written) if (!file.includes("base_schema")) await sql.unsafe(text).simple();
    expect(written.has(DESK_MIGRATION)).toBe(true);
  });

  test("A5 a shop with other columns changes one file: its orders from before are there", async () => {
    expect(await followShop(sql)).toBe(0);
    expect(await listed(sql, {})).toMatchObject([{ order_id: before }]);
  });

  test.each([
    ["nothing but an id", {}],
    ["no currency", { status: "paid", total: 49 }],
    ["no amount", { status: "paid", currency: "EUR" }],
    ["a customer who is not there", { user_id: randomUUID() }],
    ["a brief that is not there", { customization_id: randomUUID() }],
    ["a time after all others", { created_at: "infinity" }],
    ["a time before all others", { created_at: "-infinity" }],
    ["a day after all others", { occasion_date: "infinity" }],
    ["another status than any other shop's", { status: "lost in the post" }],
  ])("A6 A10 an order with %s is taken, listed, opened and found", async (_what, columns) => {
    const id = randomUUID();
    // As JSON: the driver has no date "infinity".
    const row = { id, created_at: new Date().toISOString(), ...columns };
    await sql`insert into public.orders
      select * from jsonb_populate_record(null::public.orders, ${sql.json(row as never)})`;
    expect(await listed(sql, { q: id })).toMatchObject([{ order_id: id, customer_email: null }]);
    const [opened] = await sql`select desk.read_order(${id}) ->> 'order_id' as id`;
    expect(opened?.id).toBe(id);
    expect(await followShop(sql)).toBe(0);
  });

  test("a brief without a recipient or an occasion is taken, and followed when it changes", async () => {
    const [brief, order] = [randomUUID(), randomUUID()];
    await sql`insert into public.orders (id, customization_id) values (${order}, ${brief})`;
    await sql`insert into public.customizations (id) values (${brief})`;
    await sql`update public.customizations set dedicated_to = 'Rosa' where id = ${brief}`;
    expect(await listed(sql, { q: order })).toMatchObject([{ recipient_name: "Rosa", occasion: null }]);
  });

  test("a customer who comes after the order is its customer, and is found by name", async () => {
    const [customer, order] = [randomUUID(), randomUUID()];
    await sql`insert into public.orders (id, user_id) values (${order}, ${customer})`;
    await sql`insert into public.users (id, name) values (${customer}, 'Cleo Late')`;
    expect(await listed(sql, { q: order })).toMatchObject([{ customer_name: "Cleo Late" }]);
    const found = await sql`select kind, id from desk.search_customers('cleo l')`;
    expect(found).toContainEqual({ kind: "customer", id: customer });
  });

  test("an order that cannot be followed is taken all the same, and its error is kept", async () => {
    const id = randomUUID();
    await sql`insert into public.orders (id, total) values (${id}, 1e12)`;
    expect(await followShop(sql)).toBe(1);
    const [kept] = await sql`select error, tries from desk.shop_changes where ${id} = any (ids)`;
    expect(kept).toMatchObject({ error: expect.stringContaining("integer"), tries: 1 });
    await sql`update public.orders set total = 1 where id = ${id}`;
    expect(await listed(sql, { q: id })).toHaveLength(1);
  });

  test("no songs are asked for where an order has no customer", async () => {
    const staff = await makeStaff(sql);
    const [answer] = await sql`
      select desk.request_generation(${before}, array[1], ${staff.id}, 'why not') as answer`;
    expect(answer?.answer).toEqual({ ok: false, code: "no_customer" });
  });

  test("an order that is deleted leaves its failure behind, and nothing else", async () => {
    const id = randomUUID();
    await sql`insert into public.orders (id) values (${id})`;
    const job = await recordFailure(sql, requestEvent(id, [1]));
    await sql`delete from public.orders where id = ${id}`;
    const [left] = await sql`select order_id from public.failed_jobs where id = ${job}`;
    expect(left).toEqual({ order_id: null });
    expect(await listed(sql, { q: id })).toEqual([]);
  });

  test("an erased customer is gone from the shop's tables", async () => {
    const admin = await makeStaff(sql);
    await sql`update desk.staff_members set role = 'admin' where user_id = ${admin.id}`;
    const [customer, brief] = [randomUUID(), randomUUID()];
    await sql`insert into public.users values (${customer}, 'late@example.com', 'Cleo Gone')`;
    await sql`insert into public.customizations values (${brief}, 'Rosa', 'birthday', 'La la')`;
    await sql`insert into public.orders (user_id, customization_id) values (${customer}, ${brief})`;
    const [answer] = await sql`select desk.erase_customer(${customer}, ${admin.id}, 'as asked') as answer`;
    expect(answer?.answer).toMatchObject({ ok: true });
    expect([...(await sql`select name from public.users where id = ${customer}`)]).toEqual([{ name: null }]);
    expect(await listed(sql, { customer_id: customer })).toMatchObject([
      { customer_name: null, recipient_name: "[erased]", occasion: null },
    ]);
  });
});
