import fc from "fast-check";
import postgres, { type Sql, type TransactionSql } from "postgres";
import { beforeEach, expect, test } from "vitest";
import { anyChange, makeChange } from "./random-changes.ts";
import {
  followShop,
  makeAccount,
  makeCustomer,
  makeOrder,
  makeVariant,
  type Order,
  recordFailure,
  requestEvent,
} from "./rows.ts";
import { onPostgres } from "./servers.ts";

/** What order_summaries is to say, by another road than the triggers': counted for each order from the tables. */
const EXPECTED = `
  select o.id as order_id, o.user_id, lower(u.email) as customer_email, u.full_name as customer_name,
    c.recipient_name, c.occasion, coalesce(o.occasion_date, 'infinity') as needed_by, o.payment_status,
    o.amount_cents, o.currency,
    case when 'failed' = any (s.all) then 'failed' when 'generating' = any (s.all) then 'generating'
      when 'pending' = any (s.all) then 'pending' when s.all = '{}' then 'empty' else 'complete' end as status,
    o.created_at
  from public.orders o
  join public.users u on u.id = o.user_id
  join public.customizations c on c.id = o.customization_id
  cross join lateral (
    select array(select generation_status::text from public.song_variants where order_id = o.id) as "all") s`;

/** Rows that stand in only one of the two, which is none. */
const DIFFERENCE = `
  with expected as (${EXPECTED}),
  kept as (
    select order_id, user_id, customer_email, customer_name, recipient_name, occasion, needed_by, payment_status,
      amount_cents, currency, status::text, created_at
    from desk.order_summaries)
  (select 'missing' as what, e.* from expected e except select 'missing', k.* from kept k)
  union all
  (select 'stale', k.* from kept k except select 'stale', e.* from expected e)`;

const LATE_FAILURES = `
  select j.id, j.needed_by, o.occasion_date from public.failed_jobs j join public.orders o on o.id = j.order_id
  where j.needed_by is distinct from coalesce(o.occasion_date, 'infinity')`;

/** A transaction that PostgreSQL ended as the loser of a deadlock, or whose order is gone, has changed nothing. */
const ENDED_WITHOUT_TRACE = ["40P01", "23503"];

onPostgres((database) => {
  let sql: Sql;
  let orders: Order[];
  let customers: string[];

  beforeEach(async () => {
    sql = database().sql;
    await sql`truncate public.users, public.failed_jobs cascade`;
    const made = [await makeCustomer(sql), await makeCustomer(sql)] as const;
    customers = made.map((one) => one.id);
    orders = [];
    for (let index = 0; index < 6; index++) {
      const one = await makeOrder(sql, made[index % 2 ? 1 : 0], index % 3 ? "2031-03-01" : undefined);
      await makeVariant(sql, one, 1, "pending");
      orders.push(one);
    }
  });

  /** Works off what two transactions could not see of each other; then all is as it should be. */
  const expectKept = async () => {
    expect(await followShop(sql)).toBe(0);
    expect([...(await sql.unsafe(DIFFERENCE))]).toEqual([]);
    expect([...(await sql.unsafe(LATE_FAILURES))]).toEqual([]);
  };

  test("order_summaries and needed_by follow random transactions, four at a time", async () => {
    const rounds = fc.array(
      fc.array(fc.array(anyChange, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
      {
        minLength: 1,
        maxLength: 6,
      },
    );
    await fc.assert(
      fc.asyncProperty(rounds, async (all) => {
        for (const transactions of all) {
          const existing = (await sql<{ id: string }[]>`select id from public.orders order by id`).map(
            (row) => row.id,
          );
          await Promise.all(
            transactions.map((changes) =>
              sql
                .begin(async (tx) => {
                  // Deadlocks are expected here, and need not take the usual second to be found.
                  await tx`set local deadlock_timeout = '20ms'`;
                  for (const one of changes) await makeChange(tx, one, existing, customers);
                })
                .catch((error: unknown) => {
                  const known =
                    error instanceof postgres.PostgresError && ENDED_WITHOUT_TRACE.includes(error.code);
                  if (!known) throw error;
                }),
            ),
          );
          await expectKept();
        }
      }),
      { numRuns: 15, seed: 20260601, endOnFailure: true },
    );
  });

  /** Both begin, the first changes and holds, the second does its part (and may wait), the first commits. */
  async function oneDuringTheOther(
    first: (tx: TransactionSql) => Promise<unknown>,
    second: () => Promise<unknown>,
  ) {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let changed = () => {};
    const hasChanged = new Promise<void>((resolve) => {
      changed = resolve;
    });
    const holding = sql.begin(async (tx) => {
      await first(tx);
      changed();
      await held;
    });
    await hasChanged;
    let done = false;
    const other = second().then(() => {
      done = true;
    });
    // It has either finished or waits for a lock of the first: in both cases the first may go on.
    await expect
      .poll(async () => {
        const [row] = await sql`select count(*)::int as n from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`;
        return done || row?.n > 0;
      })
      .toBe(true);
    release();
    await Promise.all([holding, other]);
  }

  test("an order made while its customer is being renamed has the new name", async () => {
    const [id = ""] = customers;
    await oneDuringTheOther(
      (tx) => tx`update public.users set full_name = 'New Name' where id = ${id}`,
      () => sql.begin((tx) => makeOrder(tx, { id, email: "" })),
    );
    await expectKept();
  });

  test("a customer renamed while an order of theirs is being made: the order has the new name", async () => {
    const [id = ""] = customers;
    await oneDuringTheOther(
      (tx) => makeOrder(tx, { id, email: "" }),
      () => sql`update public.users set full_name = 'New Name' where id = ${id}`,
    );
    await expectKept();
  });

  test("a failure recorded while the occasion is being moved has the new date", async () => {
    const id = orders[0]?.id ?? "";
    await oneDuringTheOther(
      (tx) => tx`update public.orders set occasion_date = '2031-12-24' where id = ${id}`,
      () => recordFailure(sql, requestEvent(id, [4])),
    );
    await expectKept();
  });

  test("an occasion moved while a failure is being recorded: the failure has the new date", async () => {
    const id = orders[0]?.id ?? "";
    await oneDuringTheOther(
      (tx) => recordFailure(tx, requestEvent(id, [4])),
      () => sql`update public.orders set occasion_date = '2031-12-24' where id = ${id}`,
    );
    await expectKept();
  });

  test("a customer who is no customer any more takes their orders and summaries along", async () => {
    const stranger = await makeAccount(sql);
    await sql`delete from public.users where id = any (${[...customers, stranger.id]})`;
    await followShop(sql);
    expect([...(await sql`select 1 from desk.order_summaries`)]).toEqual([]);
    await expectKept();
  });
});
