import { randomUUID } from "node:crypto";
import postgres, { type Sql } from "postgres";
import { describe, expect, test } from "vitest";
import { makeCustomer, makeOrder } from "./rows.ts";
import { onPostgres } from "./servers.ts";

/** Plans that find rows by their index, and in the order in which they lie. */
const BY_INDEX =
  "set enable_seqscan = off; set enable_bitmapscan = off; set enable_hashjoin = off; set enable_mergejoin = off";
const AS_THEY_LIE =
  "set enable_indexscan = off; set enable_bitmapscan = off; set enable_indexonlyscan = off; set enable_mergejoin = off";

onPostgres((database) => {
  const connect = async (plans: string) => {
    const sql = postgres(database().url, { max: 1, onnotice: () => {} });
    await sql.unsafe(plans);
    const [{ pid } = { pid: 0 }] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
    return { sql, pid };
  };
  const waits = (pid: number) =>
    expect
      .poll(async () => (await database().sql`select cardinality(pg_blocking_pids(${pid})) as n`)[0]?.n)
      .toBeGreaterThan(0);

  /**
   * Lets two calls over the same three rows meet at the one in the middle, which is held until both wait. Rows that lie
   * in the opposite order of their ids are then locked from both ends, unless each call takes them in one order.
   */
  async function meet(hold: (tx: Sql) => Promise<unknown>, one: (sql: Sql) => Promise<unknown>, other = one) {
    const [first, second, holder] = await Promise.all([connect(BY_INDEX), connect(AS_THEY_LIE), connect("")]);
    try {
      await holder.sql`begin`;
      await hold(holder.sql);
      const calls = [one(first.sql)];
      await waits(first.pid);
      calls.push(other(second.sql));
      await waits(second.pid);
      await holder.sql`commit`;
      return (await Promise.allSettled(calls)).map((call) =>
        call.status === "fulfilled" ? "done" : String(call.reason),
      );
    } finally {
      await Promise.all([first, second, holder].map(({ sql }) => sql.end({ timeout: 5 })));
    }
  }
  const BOTH = ["done", "done"];

  describe("D22 rows of one table are locked in one order", () => {
    /** Three events whose rows lie in the opposite order of their ids. */
    async function putEvents() {
      const ids = [randomUUID(), randomUUID(), randomUUID()].toSorted().toReversed();
      for (const id of ids)
        await database().sql`insert into desk.outbox_events (event_id, name, data, due_at)
          values (${id}, 'x', '{}', now() - make_interval(mins => ${ids.indexOf(id)}))`;
      return ids;
    }
    const sent = (ids: string[]) => async (sql: Sql) => sql`select desk.mark_outbox_sent(${ids})`;
    const failed = (ids: string[]) => async (sql: Sql) =>
      sql`select desk.mark_outbox_failed(${ids}, 'Inngest is away', ${ids.map(() => 1)})`;
    const now = (ids: string[]) => async (sql: Sql) => sql`select desk.send_outbox_now(${ids}, null)`;

    test.each([
      ["sent and put back", sent, failed],
      ["put back and sent", failed, sent],
      ["put back twice", failed, failed],
      ["put back and made due", failed, now],
      ["made due twice", now, now],
    ])("events are %s at the same moment", async (_what, one, other) => {
      const ids = await putEvents();
      const hold = async (tx: Sql) =>
        tx`select 1 from desk.outbox_events where event_id = ${ids[1] ?? ""} for update`;
      expect(await meet(hold, one(ids.toReversed()), other(ids))).toEqual(BOTH);
    });

    test("failures are given their fingerprints twice", async () => {
      const ids = [randomUUID(), randomUUID(), randomUUID()].toSorted().toReversed();
      for (const id of ids)
        await database()
          .sql`insert into public.failed_jobs (id, job_type, event_data, error_message, retry_count)
          values (${id}, 'x', '{}', 'x', 0)`;
      const rows = ids.map((id) => ({ id, fingerprint: `v9:${id}`, error_type: "Error", title: "x" }));
      const set = (given: typeof rows) => async (sql: Sql) =>
        sql`select desk.set_fingerprints(${sql.json(given)})`;
      const hold = async (tx: Sql) =>
        tx`select 1 from public.failed_jobs where id = ${ids[1] ?? ""} for update`;
      expect(await meet(hold, set(rows.toReversed()), set(rows))).toEqual(BOTH);
    });

    test("groups are given failures crosswise", async () => {
      const { sql } = database();
      const groups = ["v8:a", "v8:b", "v8:c"];
      const ids = Array.from({ length: 9 }, () => randomUUID()).toSorted();
      for (const id of ids)
        await sql`insert into public.failed_jobs (id, job_type, event_data, error_message, retry_count)
          values (${id}, 'x', '{}', 'x', 0)`;
      const into = (some: string[], fingerprints: string[]) =>
        some.map((id, at) => ({ id, fingerprint: fingerprints[at] ?? "", error_type: "Error", title: "x" }));
      await sql`select desk.set_fingerprints(${sql.json(into(ids.slice(6), groups))})`;
      const set = (given: ReturnType<typeof into>) => async (on: Sql) =>
        on`select desk.set_fingerprints(${on.json(given)})`;
      const hold = async (tx: Sql) =>
        tx`select 1 from desk.error_groups where fingerprint = 'v8:b' for update`;
      const one = set(into(ids.slice(0, 3), groups));
      const other = set(into(ids.slice(3, 6), groups.toReversed()));
      expect(await meet(hold, one, other)).toEqual(BOTH);
    });

    test("variants of one order fail for two runs", async () => {
      const { sql } = database();
      const customer = await makeCustomer(sql);
      const order = await makeOrder(sql, customer);
      const ids = [randomUUID(), randomUUID(), randomUUID()].toSorted().toReversed();
      for (const [at, id] of ids.entries())
        await sql`insert into public.song_variants (id, order_id, user_id, variant_number, storage_path, generation_status)
          values (${id}, ${order.id}, ${customer.id}, ${3 - at}, 'unrendered', 'pending')`;
      const event = {
        id: "e",
        name: "song/generation.requested",
        data: { order_id: order.id, variant_numbers: [1, 2, 3] },
      };
      const fail = async (on: Sql) => on`select desk_private.fail_variants(${on.json(event)})`;
      const hold = async (tx: Sql) =>
        tx`select 1 from public.song_variants where id = ${ids[1] ?? ""} for update`;
      expect(await meet(hold, fail)).toEqual(BOTH);
    });
  });
});
