import { readdirSync, readFileSync } from "node:fs";
import type { Sql } from "postgres";
import { beforeAll, describe, expect, test } from "vitest";
import { MIGRATIONS_DIR } from "../../migrate/files.ts";
import { makeCustomer, makeOrder, makeVariant } from "./rows.ts";
import { onEachPostgres } from "./servers.ts";

const [BASE = "", ...LATER] = readdirSync(MIGRATIONS_DIR)
  .filter((file) => file.endsWith(".sql"))
  .sort();
const textOf = (file: string) => readFileSync(`${MIGRATIONS_DIR}/${file}`, "utf8");

const KEEPS_WRITERS_WAITING = ["ShareLock", "ShareRowExclusiveLock", "ExclusiveLock"];

/**
 * Who waits for what until a migration ends; it begins when the transactions that use the table have ended, so a long
 * one should be ended first. The desk is one transaction, in which indexes are built on customers, variants and failures.
 */
const WAITS = [
  "phase_1_variants_and_dead_letters: readers of orders",
  "phase_1_variants_and_dead_letters: writers of users",
  "desk: writers of customizations",
  "desk: readers of failed_jobs, read through",
  "desk: writers of orders",
  "desk: readers of song_variants, read through",
  "desk: writers of users",
];

interface Effect {
  name: string;
  /** Who waits until the migration ends: readers and writers, writers alone, or nobody. */
  waiting: "readers" | "writers" | "nobody";
  /** How often the table was read from one end to the other. */
  scans: number;
  rewritten: boolean;
}

/**
 * Applies a migration in a transaction and asks, before it is committed, what it has done to the tables that were
 * there: which locks it holds until it ends (locks are never given back earlier), how often it has read each through
 * (PostgreSQL counts that itself, also for checks and the building of indexes), and whether the file is another one.
 *
 * What this cannot say is how long that takes: with few rows everything is fast.
 */
async function effectsOf(sql: Sql, migration: string): Promise<Effect[]> {
  return sql.begin(async (tx) => {
    const state = async () =>
      tx<{ name: string; file: number; scans: number; modes: string[] }[]>`
        select c.relname as name, pg_relation_filenode(c.oid)::int as file,
          coalesce((select seq_scan from pg_stat_xact_user_tables s where s.relid = c.oid), 0)::int as scans,
          array(select mode from pg_locks l where l.relation = c.oid and l.pid = pg_backend_pid()) as modes
        from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by c.relname`;
    // The counts may still hold those of the session's last transaction.
    const before = await state();
    await tx.unsafe(textOf(migration)).simple();
    const after = await state();
    return before.flatMap((old) => {
      const now = after.find((table) => table.name === old.name);
      if (!now) return [];
      const waiting = now.modes.includes("AccessExclusiveLock")
        ? ("readers" as const)
        : now.modes.some((mode) => KEEPS_WRITERS_WAITING.includes(mode))
          ? ("writers" as const)
          : ("nobody" as const);
      return [{ name: old.name, waiting, scans: now.scans - old.scans, rewritten: now.file !== old.file }];
    });
  });
}

onEachPostgres("prepared", (database) => {
  const effects: Record<string, Effect[]> = {};

  beforeAll(async () => {
    const { sql } = database();
    await sql.unsafe(textOf(BASE)).simple();
    const order = await makeOrder(sql, await makeCustomer(sql));
    await sql`insert into public.songs (order_id, user_id) values (${order.id}, ${order.customer.id})`;
    for (const file of LATER) {
      effects[file] = await effectsOf(sql, file);
      if (file.includes("phase_1")) {
        await makeVariant(sql, order, 1, "pending");
        await sql`insert into public.failed_jobs (job_type, event_data, error_message, retry_count)
          values ('song_generation', '{}', 'x', 3)`;
      }
    }
  });

  describe.each(LATER)("%s, on tables that are in use,", (file) => {
    test("rewrites none", () => {
      expect(effects[file]?.filter((effect) => effect.rewritten)).toEqual([]);
    });

    test("leaves songs alone", () => {
      expect(
        effects[file]?.filter((effect) => effect.name === "songs" && effect.waiting !== "nobody"),
      ).toEqual([]);
    });
  });

  test("nobody waits for anything but what is listed here", () => {
    const waits = Object.entries(effects).flatMap(([file, list]) =>
      list
        .filter((effect) => effect.waiting !== "nobody")
        .map(({ name, waiting, scans }) => {
          // While only writers wait, how a table is read is for the planner, and differs between versions.
          const read = waiting === "readers" && scans > 0 ? ", read through" : "";
          return `${file.replace(/^\d+_|\.sql$/g, "")}: ${waiting} of ${name}${read}`;
        }),
    );
    expect(waits).toEqual(WAITS);
  });
});
