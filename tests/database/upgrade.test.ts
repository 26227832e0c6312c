import { readdirSync, readFileSync } from "node:fs";
import type { Sql } from "postgres";
import { beforeAll, describe, expect, test } from "vitest";
import { MIGRATIONS_DIR } from "../../migrate/files.ts";
import { makeCustomer, makeOrder, type Order } from "./rows.ts";
import { snapshotOf } from "./schema-snapshot.ts";
import { onEachPostgres } from "./servers.ts";

const [BASE = "", PHASE_1 = "", DESK = ""] = readdirSync(MIGRATIONS_DIR)
  .filter((file) => file.endsWith(".sql"))
  .sort()
  .map((file) => readFileSync(`${MIGRATIONS_DIR}/${file}`, "utf8"));

const BASE_TABLES = ["users", "customizations", "orders", "songs"];

/** As the SQL editor runs what is pasted into it: the whole script in one message, which is one transaction. */
const paste = async (sql: Sql, script: string) => void (await sql.unsafe(script).simple());

/** Every row as it stands on disk, with where it lies and who wrote it: any rewriting would show. */
async function bytesOf(sql: Sql, table: string) {
  return [
    ...(await sql.unsafe(
      `select ctid::text, xmin::text, md5(t::text) as row from public.${table} t order by ctid`,
    )),
  ];
}

describe("an installation with rows, upgraded", () => {
  onEachPostgres("prepared", (database) => {
    let sql: Sql;
    let orders: Order[];
    let songsBefore: { structure: string[]; rows: unknown[]; file: unknown };
    let rowsBefore: Record<string, unknown[]>;
    const songs = async () => ({
      structure: await snapshotOf(sql, ["songs"]),
      rows: await bytesOf(sql, "songs"),
      file: [...(await sql`select pg_relation_filenode('public.songs') as node`)],
    });
    const baseRows = async () => {
      const found: Record<string, unknown[]> = {};
      for (const table of BASE_TABLES)
        found[table] = [...(await sql`select * from ${sql(`public.${table}`)} order by id`)];
      return found;
    };

    beforeAll(async () => {
      sql = database().sql;
      await paste(sql, BASE);
      const customer = await makeCustomer(sql);
      orders = [await makeOrder(sql, customer), await makeOrder(sql, await makeCustomer(sql))];
      for (const order of orders) {
        await sql`insert into public.songs (order_id, user_id, audio_url, status)
          values (${order.id}, ${order.customer.id}, 'https://songs.example.com/1.mp3', 'complete')`;
      }
      [songsBefore, rowsBefore] = [await songs(), await baseRows()];
    });

    test("Phase 1, pasted as one script, adds what it says and can be pasted again", async () => {
      await paste(sql, PHASE_1);
      const once = await snapshotOf(sql);
      const [order] = orders;
      await sql`insert into public.song_variants (order_id, user_id, variant_number, storage_path, selected)
        values (${order?.id ?? ""}, ${order?.customer.id ?? ""}, 1, 'a.wav', true)`;
      await sql`update public.orders set occasion_date = '2031-05-01' where id = ${order?.id ?? ""}`;
      await paste(sql, PHASE_1);
      expect(await snapshotOf(sql)).toEqual(once);
      expect([...(await sql`select selected, generation_status from public.song_variants`)]).toEqual([
        { selected: true, generation_status: "pending" },
      ]);
      const [types] = await sql`select enum_range(null::public.generation_status)::text as labels`;
      expect(types?.labels).toBe("{pending,generating,complete,failed}");
    });

    test("the desk follows, and Phase 1, pasted again after it, changes nothing", async () => {
      const event = JSON.stringify({ name: "song/generation.requested", data: { order_id: orders[0]?.id } });
      await sql`insert into public.failed_jobs (job_type, event_data, error_message, retry_count, failed_at, resolved_at, notes)
        values ('song_generation', ${event}::text::jsonb, 'open', 3, '2026-01-01', null, null),
          ('song_generation', ${event}::text::jsonb, 'addressed', 3, '2026-01-02', '2026-01-03', 'refunded'),
          ('song_generation', 'null', 'of no order', 3, null, null, null)`;
      await paste(sql, DESK);
      const before = await snapshotOf(sql);
      await paste(sql, PHASE_1);
      expect(await snapshotOf(sql)).toEqual(before);
    });

    test("songs is what it was, to the byte: structure, rights, rows and file", async () => {
      expect(await songs()).toEqual(songsBefore);
    });

    test("no row of the base schema is lost or changed", async () => {
      const after = await baseRows();
      for (const table of BASE_TABLES) expect(after[table], table).toMatchObject(rowsBefore[table] ?? []);
      expect(Object.values(after).map((rows) => rows.length)).toEqual([2, 2, 2, 2]);
    });

    test("earlier orders have their summaries", async () => {
      const rows = await sql`select order_id, needed_by::text, status from desk.order_summaries`;
      expect(rows).toHaveLength(2);
      expect(rows).toContainEqual({
        order_id: orders[0]?.id,
        needed_by: "2031-05-01",
        status: "pending",
      });
      expect(rows).toContainEqual({
        order_id: orders[1]?.id,
        needed_by: "infinity",
        status: "empty",
      });
    });

    test("earlier dead letters keep what was decided, and find their order", async () => {
      const rows = await sql`select error_message, state, order_id, customer_id, needed_by::text, notes,
          resolved_at is not null as resolved, last_failed_at::date::text as failed_on, search_text
        from public.failed_jobs order by failed_at`;
      const found = { order_id: orders[0]?.id, customer_id: orders[0]?.customer.id, needed_by: "2031-05-01" };
      expect(rows).toMatchObject([
        {
          ...found,
          error_message: "open",
          state: "open",
          resolved: false,
          notes: null,
          failed_on: "2026-01-01",
        },
        {
          ...found,
          error_message: "addressed",
          state: "resolved",
          resolved: true,
          notes: "refunded",
          failed_on: "2026-01-02",
        },
        {
          error_message: "of no order",
          state: "open",
          order_id: null,
          customer_id: null,
          needed_by: "infinity",
        },
      ]);
      expect(rows[0]?.search_text).toContain(orders[0]?.customer.email);
    });

    test("the upgraded schema is the one that a new installation gets", async () => {
      const upgraded = await snapshotOf(sql);
      await sql`drop schema public, desk, desk_private cascade`;
      await sql`create schema public`;
      await sql`grant usage on schema public to anon, authenticated, service_role`;
      await sql.unsafe(`alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
        alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
        alter default privileges in schema public grant all on functions to anon, authenticated, service_role;`);
      await paste(sql, [BASE, PHASE_1, DESK].join("\n"));
      expect(await snapshotOf(sql)).toEqual(upgraded);
    });
  });
});
