import { randomUUID } from "node:crypto";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { exportOrders } from "../../app/lib/orders/export-orders.server.ts";
import { listOrders } from "../../app/lib/orders/list-orders.server.ts";
import { orderExportQuerySchema, orderListQuerySchema } from "../../app/lib/orders/order-schemas.ts";
import { call, makeAccount, makeOrder, makeStaff, makeVariant } from "../database/rows.ts";
import { connectDesk, requestId, sharedStack } from "./desk.ts";
import { dayFromNow, isMeant, readMade } from "./made-orders.ts";

const { db, sql } = connectDesk(sharedStack());

const tag = `t${randomUUID().replaceAll("-", "").slice(0, 12)}`;
const email = `${tag}@example.com`;

// One day for all of the file, which may be read before midnight and run after it.
const begun = Date.now();
const dayFrom = (days: number) => dayFromNow(days, begun);

let ana: string;
const made: Record<string, string> = {};
beforeAll(async () => {
  ana = (await makeStaff(sql)).id;
  const customer = await makeAccount(sql, email);
  await sql`insert into public.users (id, email, full_name) values (${customer.id}, ${email}, '=HYPERLINK("x")')`;
  const order = async (name: string, due: number | null, statuses: ("pending" | "complete" | "failed")[]) => {
    const { id, ...rest } = await makeOrder(sql, customer, due === null ? undefined : dayFrom(due));
    for (const [index, status] of statuses.entries()) {
      await makeVariant(sql, { id, ...rest }, index + 1, status);
    }
    made[name] = id;
    return id;
  };
  await order("overdue", -3, ["complete", "pending"]);
  await order("failed", 2, ["failed", "pending"]);
  await order("later", 30, ["pending"]);
  await order("undated", null, ["failed"]);
  await order("unheard", 1, ["complete", "complete"]);
  const heard = await order("heard", 1, ["complete"]);
  await sql`update public.song_variants set first_played_at = '2026-03-01T08:00:00Z' where order_id = ${heard}`;
  await order("empty", 1, []);
  const notBegun = await order("not begun", 4, []);
  await sql`update public.orders set payment_status = 'paid' where id = ${notBegun}`;
  const old = await order("old", -300, ["complete"]);
  await sql`update public.orders set created_at = '2026-01-02T23:30:00Z' where id = ${old}`;
});

const named = async (filter: Record<string, unknown>) => {
  const { rows } = await listOrders(db, orderListQuerySchema.parse({ q: email, ...filter }), false);
  return Object.keys(made)
    .filter((name) => rows.some((row) => row.id === made[name]))
    .sort();
};

describe("filters of the list", () => {
  test.each<[filter: Record<string, unknown>, names: string[]]>([
    [{ any_failed: "true" }, ["failed", "undated"]],
    [{ due_within: "2" }, ["failed", "overdue"]],
    [{ due_within: "30" }, ["failed", "later", "not begun", "overdue"]],
    [{ never_played: "true" }, ["old", "unheard"]],
    [{ occasion_from: dayFrom(1), occasion_to: dayFrom(1) }, ["empty", "heard", "unheard"]],
    [{ created_from: "2026-01-02", created_to: "2026-01-02" }, ["old"]],
    [{ occasion_from: dayFrom(2) }, ["failed", "later", "not begun"]],
    [{ occasion_to: dayFrom(-200), sort: "created_at" }, ["old"]],
    [{ created_to: "2026-01-02", sort: "needed_by" }, ["old"]],
    [{ created_to: "2026-01-01" }, []],
    [{ created_to: "9999-12-31", never_played: "true" }, ["old", "unheard"]],
    [{ occasion_from: "0001-01-01", any_failed: "true", sort: "created_at" }, ["failed"]],
    [{ any_failed: "true", due_within: "5" }, ["failed"]],
    [{ status: "complete", any_failed: "true" }, []],
  ])("%j", async (filter, names) => {
    expect(await named(filter)).toEqual(names);
  });

  test("the orders' lead is the least and the most days from when they were made to their day", async () => {
    const data = await call(sql, "order_lead", {});
    const [lead] = await sql`select min(needed_by - (created_at at time zone 'UTC')::date) as shortest,
      max(needed_by - (created_at at time zone 'UTC')::date) as longest
      from desk.order_summaries where isfinite(needed_by)`;
    expect(data).toEqual(lead);
  });

  test("the orders that were made longest before their day, and longest after, are in lists of either day", async () => {
    const extremes = await sql<{ order_id: string; day: string; created: string }[]>`
      with leads as (
        select order_id, needed_by::text as day, (created_at at time zone 'UTC')::date::text as created,
          needed_by - (created_at at time zone 'UTC')::date as lead
        from desk.order_summaries where isfinite(needed_by))
      (select * from leads order by lead limit 1) union all (select * from leads order by lead desc limit 1)`;
    expect(extremes).toHaveLength(2);
    for (const { order_id, day, created } of extremes) {
      for (const query of [
        { sort: "created_at", occasion_from: day, occasion_to: day },
        { sort: "needed_by", created_from: created, created_to: created },
      ]) {
        const { rows } = await listOrders(db, orderListQuerySchema.parse({ q: order_id, ...query }), false);
        expect(rows.map((row) => row.id)).toEqual([order_id]);
      }
    }
  });

  test("how often a song was played is in its chip", async () => {
    const [variant] = await sql<{ id: string }[]>`
      select id from public.song_variants where order_id = ${made.heard ?? ""}`;
    for (const listener of ["a", "b", "b"])
      await sql`select desk.record_play(${variant?.id ?? null}, ${listener})`;
    const { rows } = await listOrders(db, orderListQuerySchema.parse({ q: email }), false);
    const chips = (name: string) => rows.find((row) => row.id === made[name])?.variants;
    expect(chips("heard")).toMatchObject([{ play_count: 2, first_played_at: expect.any(String) }]);
    expect(chips("later")).toMatchObject([{ play_count: 0, first_played_at: null }]);
  });

  test("a song that is listened to for the first time leaves those that nobody has heard", async () => {
    await sql`update public.song_variants set first_played_at = now() where order_id = ${made.unheard ?? ""} and variant_number = 2`;
    expect(await named({ never_played: "true" })).toEqual(["old"]);
    await sql`update public.song_variants set first_played_at = null where order_id = ${made.unheard ?? ""}`;
    expect(await named({ never_played: "true" })).toEqual(["old", "unheard"]);
  });

  test.each([
    { any_failed: "yes" },
    { due_within: "-1" },
    { due_within: "soon" },
    { occasion_from: "2026-02-30" },
    { occasion_from: "0000-01-01" },
    { occasion_from: "2026-03-02", occasion_to: "2026-03-01" },
    { colour: "red" },
  ])("%j is refused", (filter) => {
    expect(orderListQuerySchema.safeParse(filter).success).toBe(false);
  });

  test("the list shows, and a bulk action means, what a filter says", async () => {
    // The days of the orders, and those on which they were made, with those before and after.
    const days = fc.constantFrom(
      ...[-301, -300, -299, -4, -3, -2, 0, 1, 2, 3, 29, 30, 31].map(dayFrom),
      ...["2026-01-01", "2026-01-02", "2026-01-03"],
    );
    const q = fc.constantFrom(email, email, tag.toUpperCase(), `${tag}_`, `${tag}*`);
    const view = { sort: fc.constantFrom("created_at", "needed_by"), order: fc.constantFrom("asc", "desc") };
    const each = {
      status: fc.constantFrom("empty", "pending", "complete", "failed"),
      any_failed: fc.constant("true"),
      due_within: fc.constantFrom(0, 1, 2, 29, 30),
      never_played: fc.constant("true"),
      occasion_from: days,
      occasion_to: days,
      created_from: days,
      created_to: days,
    };
    // Few at a time: all together mean nothing nearly always.
    const filters = fc
      .shuffledSubarray(Object.keys(each) as (keyof typeof each)[], { maxLength: 3 })
      .chain((keys) => fc.record({ q, ...view, ...Object.fromEntries(keys.map((key) => [key, each[key]])) }));
    await fc.assert(
      fc.asyncProperty(filters, async (given) => {
        const parsed = orderListQuerySchema.safeParse({ ...given, limit: "200" });
        fc.pre(parsed.success);
        const today = dayFromNow(0);
        const { rows } = await listOrders(db, parsed.data, false);
        const { sort: _sort, order: _order, limit: _limit, ...filter } = parsed.data;
        const chosen = await sql<{ order_id: string }[]>`
          select order_id from desk_private.selected_order_ids(${sql.json({ filter } as never)}) as order_id`;
        const meant = (await readMade(sql, Object.values(made))).filter((order) => isMeant(order, filter));
        // At midnight what is due was asked for on two days.
        fc.pre(dayFromNow(0) === today);
        expect(rows.map((row) => row.id).sort()).toEqual(meant.map((order) => order.id));
        expect(chosen.map((row) => row.order_id).sort()).toEqual(meant.map((order) => order.id));
      }),
      { numRuns: 150 },
    );
  });
});

describe("a copy of the list as a file", () => {
  const file = async (
    masked: boolean,
    query: Record<string, unknown> = {},
    signal = new AbortController().signal,
  ) =>
    text(
      await exportOrders(db, orderExportQuerySchema.parse({ q: email, ...query }), {
        actorId: ana,
        requestId: requestId(),
        signal,
        masked,
      }),
    );

  test("has all rows of the filter, no formula, and is recorded", async () => {
    const csv = await file(false, { any_failed: "true" });
    const [header, ...rows] = csv.trim().split("\n");
    expect(header).toContain("order_id,created_at,status,customer_email");
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row).toContain(`"'=HYPERLINK(""x"")"`);
    const [record] = await sql`
      select action, after from desk.activity where action = 'orders_exported' and actor_id = ${ana} order by id desc limit 1`;
    expect(record).toMatchObject({ after: { q: email, any_failed: true, masked: false } });
  });

  test("says nothing of who people are to who may not know", async () => {
    const csv = await file(true);
    expect(csv.trim().split("\n")).toHaveLength(1 + Object.keys(made).length);
    expect(csv).not.toContain(email);
    expect(csv).not.toContain("Rosa");
  });

  test("ends when nobody wants the rest", async () => {
    const gone = new AbortController();
    gone.abort();
    expect((await file(false, {}, gone.signal)).trim().split("\n")).toHaveLength(1);
  });
});

test("nobody waits any more for the songs of a customer who was erased", async () => {
  const customer = await makeAccount(sql, `first-${email}`);
  await sql`insert into public.users (id, email) values (${customer.id}, ${`first-${email}`})`;
  const order = await makeOrder(sql, customer, dayFrom(1));
  await makeVariant(sql, order, 1, "failed");
  const due = async () =>
    (await listOrders(db, orderListQuerySchema.parse({ q: `first-${email}`, due_within: "2" }), false)).rows
      .length;
  expect(await due()).toBe(1);
  await sql`insert into desk.erased_customers (customer_id) values (${customer.id})`;
  await sql`update public.users set email = ${`erased-first-${email}`} where id = ${customer.id}`;
  expect(await due()).toBe(0);
});

test("what is unfinished and what is heard follow from the variants, in every order that there is", async () => {
  const rows = await sql`
    select s.order_id from desk.order_summaries s
    where s.unfinished <> (
        (s.status in ('pending', 'generating', 'failed') or s.status = 'empty' and s.payment_status = 'paid')
        and not exists (select 1 from desk.erased_customers e where e.customer_id = s.user_id))
      or s.played <> exists (select 1 from public.song_variants v where v.order_id = s.order_id and v.first_played_at is not null)`;
  expect(rows).toEqual([]);
});
