import { randomUUID } from "node:crypto";
import fc from "fast-check";
import postgres, { type Sql, type TransactionSql } from "postgres";
import { beforeEach, expect, test } from "vitest";
import { makeAccount, makeCustomer, makeOrder, makeVariant, type Order, recordFailure, requestEvent } from "./rows.ts";
import { onEachPostgres } from "./servers.ts";

/** What order_summaries is to say, by another road than the triggers': counted for each order from the tables. */
const EXPECTED = `
  select o.id as order_id, o.user_id, lower(u.email) as customer_email, u.full_name as customer_name,
    c.recipient_name, c.occasion, coalesce(o.occasion_date, 'infinity') as needed_by, o.payment_status,
    o.amount_cents, o.currency,
    case when 'failed' = any (s.all) then 'failed' when 'generating' = any (s.all) then 'generating'
      when 'pending' = any (s.all) then 'pending' when s.all = '{}' then 'empty' else 'complete' end as status,
    cardinality(s.all) as variant_count, cardinality(array_positions(s.all, 'complete')) as complete_count,
    cardinality(array_positions(s.all, 'failed')) as failed_count, o.created_at
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
      amount_cents, currency, status::text, variant_count, complete_count, failed_count, created_at
    from public.order_summaries)
  (select 'missing' as what, e.* from expected e except select 'missing', k.* from kept k)
  union all
  (select 'stale', k.* from kept k except select 'stale', e.* from expected e)`;

const LATE_FAILURES = `
  select j.id, j.needed_by, o.occasion_date from public.failed_jobs j join public.orders o on o.id = j.order_id
  where j.needed_by is distinct from coalesce(o.occasion_date, 'infinity')`;

/** One change that somebody may make, to one of a few orders and their customers. */
type Change =
  | { kind: "variant"; order: number; number: number; status: "pending" | "generating" | "complete" | "failed" }
  | { kind: "removeVariant"; order: number; number: number }
  | { kind: "allVariants"; status: "pending" | "complete" }
  | { kind: "rename"; customer: number; name: string | null }
  | { kind: "customization"; order: number; recipient: string }
  | { kind: "occasion"; order: number; day: number | null }
  | { kind: "failure"; order: number }
  | { kind: "newOrder"; customer: number }
  | { kind: "removeOrder"; order: number }
  | { kind: "giveAway"; order: number; customer: number };

const status = fc.constantFrom("pending", "generating", "complete", "failed");
const order = fc.nat(5);
const number = fc.integer({ min: 1, max: 5 });
const customer = fc.nat(1);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant("variant"), order, number, status }),
  fc.record({ kind: fc.constant("variant"), order, number, status }),
  fc.record({ kind: fc.constant("removeVariant"), order, number }),
  fc.record({ kind: fc.constant("allVariants"), status: fc.constantFrom("pending", "complete") }),
  fc.record({ kind: fc.constant("rename"), customer, name: fc.option(fc.constantFrom("Cleo", "Cato")) }),
  fc.record({ kind: fc.constant("customization"), order, recipient: fc.constantFrom("Rosa", "Remo") }),
  fc.record({ kind: fc.constant("occasion"), order, day: fc.option(fc.integer({ min: 10, max: 28 })) }),
  fc.record({ kind: fc.constant("failure"), order }),
  fc.record({ kind: fc.constant("newOrder"), customer }),
  fc.record({ kind: fc.constant("removeOrder"), order }),
  fc.record({ kind: fc.constant("giveAway"), order, customer }),
) as fc.Arbitrary<Change>;

/** A transaction that PostgreSQL ended as the loser of a deadlock, or whose order is gone, has changed nothing. */
const ENDED_WITHOUT_TRACE = ["40P01", "23503"];

async function apply(tx: TransactionSql, made: Change, orders: string[], customers: string[]): Promise<void> {
  const id = orders["order" in made ? made.order % orders.length : 0] ?? "";
  const user = customers["customer" in made ? made.customer : 0] ?? "";
  switch (made.kind) {
    case "variant":
      await tx`insert into public.song_variants (order_id, user_id, variant_number, storage_path, generation_status)
        select id, user_id, ${made.number}, 'x.wav', ${made.status} from public.orders where id = ${id}
        on conflict (order_id, variant_number) do update set generation_status = excluded.generation_status`;
      return;
    case "removeVariant":
      await tx`delete from public.song_variants where order_id = ${id} and variant_number = ${made.number}`;
      return;
    case "allVariants":
      await tx`update public.song_variants set generation_status = ${made.status}`;
      return;
    case "rename":
      await tx`update public.users set full_name = ${made.name}, email = ${`${randomUUID()}@Example.com`} where id = ${user}`;
      return;
    case "customization":
      await tx`update public.customizations set recipient_name = ${made.recipient}
        where id = (select customization_id from public.orders where id = ${id})`;
      return;
    case "occasion":
      await tx`update public.orders set occasion_date = ${made.day && `2031-01-${made.day}`} where id = ${id}`;
      return;
    case "failure":
      await recordFailure(tx, requestEvent(id, [1, 2]));
      return;
    case "newOrder":
      await makeOrder(tx, { id: user, email: "" }, "2031-02-01");
      return;
    case "removeOrder":
      await tx`delete from public.orders where id = ${id}`;
      return;
    case "giveAway":
      await tx`update public.orders set user_id = ${user} where id = ${id}`;
  }
}

onEachPostgres("migrated", (database) => {
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

  const expectKept = async () => {
    expect([...(await sql.unsafe(DIFFERENCE))]).toEqual([]);
    expect([...(await sql.unsafe(LATE_FAILURES))]).toEqual([]);
  };

  test("order_summaries and needed_by follow random transactions, four at a time", async () => {
    const rounds = fc.array(fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(rounds, async (all) => {
        for (const transactions of all) {
          const existing = (await sql<{ id: string }[]>`select id from public.orders order by id`).map((row) => row.id);
          await Promise.all(
            transactions.map((changes) =>
              sql
                .begin(async (tx) => {
                  for (const one of changes) await apply(tx, one, existing, customers);
                })
                .catch((error: unknown) => {
                  const known = error instanceof postgres.PostgresError && ENDED_WITHOUT_TRACE.includes(error.code);
                  if (!known) throw error;
                }),
            ),
          );
          await expectKept();
        }
      }),
      { numRuns: 15, seed: 20260601, endOnFailure: true },
    );
  }, 60_000);

  /** Both begin, the first changes and holds, the second does its part (and may wait), the first commits. */
  async function oneDuringTheOther(first: (tx: TransactionSql) => Promise<unknown>, second: () => Promise<unknown>) {
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
    expect([...(await sql`select 1 from public.order_summaries`)]).toEqual([]);
    await expectKept();
  });
});
