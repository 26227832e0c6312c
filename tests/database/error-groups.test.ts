import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { beforeEach, expect, test } from "vitest";
import { call, makeCustomer, makeOrder, makeStaff, requestEvent } from "./rows.ts";
import { onPostgres } from "./servers.ts";

interface Group {
  fingerprint: string;
  failures: number;
  open: number;
  customers: number;
  per_day: number[];
}

onPostgres((database) => {
  let sql: Sql;

  beforeEach(async () => {
    sql = database().sql;
    await sql`delete from public.failed_jobs`;
    await sql`delete from desk.error_groups`;
  });

  const fail = async (fingerprint: string | null, customer = makeCustomer(sql)) => {
    const order = await makeOrder(sql, await customer);
    return call<{ failed_job_id: string }>(sql, "record_failed_job", {
      p_run_id: randomUUID(),
      p_job_type: "song_generation",
      p_event: { json: requestEvent(order.id, [1]) },
      p_error_type: "Timeout",
      p_error_message: "took 60 s",
      p_retry_count: 3,
      ...(fingerprint && { p_fingerprint: fingerprint, p_title: "took <n> s" }),
    });
  };
  const groups = (days = 7) => call<Group[]>(sql, "list_error_groups", { p_days: days });

  test("a group counts its failures, what is open of them, and the customers who wait", async () => {
    const customer = makeCustomer(sql);
    await fail("v1:a", customer);
    await fail("v1:a", customer);
    const { failed_job_id } = await fail("v1:a");
    await fail("v1:b");
    const staff = await makeStaff(sql);
    await call(sql, "resolve_failed_job", {
      p_failed_job_id: failed_job_id,
      p_actor: staff.id,
      p_note: "ok",
    });

    expect(await groups()).toMatchObject([
      { fingerprint: "v1:a", title: "took <n> s", failures: 3, open: 2, customers: 1 },
      { fingerprint: "v1:b", failures: 1, open: 1, customers: 1 },
    ]);
  });

  test("the sparkline has a figure for each day, the oldest first", async () => {
    await fail("v1:a");
    await sql`insert into desk.error_group_hours values ('v1:a', date_trunc('hour', now()) - interval '2 days', 5),
      ('v1:a', date_trunc('hour', now()) - interval '40 days', 9)`;
    const [week] = await groups(7);
    expect(week).toMatchObject({ failures: 6, per_day: [0, 0, 0, 0, 5, 0, 1] });
    expect((await groups(1))[0]).toMatchObject({ failures: 1, per_day: [1] });
  });

  test("30 failures of one group at once are all counted", async () => {
    const orders = await Promise.all(Array.from({ length: 30 }, () => makeCustomer(sql)));
    await Promise.all(orders.map((customer) => fail("v1:a", Promise.resolve(customer))));
    expect((await groups())[0]).toMatchObject({ failures: 30, open: 30, customers: 30 });
  });

  test("a failure that gets its fingerprint later is counted once", async () => {
    const { failed_job_id: id } = await fail(null);
    expect(await groups()).toEqual([]);
    const rows = [{ id, fingerprint: "v1:a", error_type: "Timeout", title: "took <n> s" }];
    for (let times = 0; times < 2; times++) await call(sql, "set_fingerprints", { p_rows: { json: rows } });
    expect((await groups())[0]).toMatchObject({ fingerprint: "v1:a", failures: 1, open: 1 });
  });

  test("a new version of the rule moves the failures, and the counts are made anew", async () => {
    const ids = [await fail("v1:a"), await fail("v1:b")].map(({ failed_job_id }) => failed_job_id);
    const rows = ids.map((id) => ({ id, fingerprint: "v2:c", error_type: "Timeout", title: "took long" }));
    await call(sql, "set_fingerprints", { p_rows: { json: rows } });
    await call(sql, "rebuild_error_groups", {});
    expect(await groups()).toMatchObject([{ fingerprint: "v2:c", title: "took long", failures: 2, open: 2 }]);
  });
});
