import { readdirSync, readFileSync } from "node:fs";
import type { Sql } from "postgres";
import { beforeAll, describe, expect, test } from "vitest";
import { MIGRATIONS_DIR } from "../../local/migrations.ts";
import { makeCustomer, makeOrder, makeVariant } from "./rows.ts";
import { onEachPostgres } from "./servers.ts";

const [BASE = "", ...LATER] = readdirSync(MIGRATIONS_DIR)
  .filter((file) => file.endsWith(".sql"))
  .sort();
const textOf = (file: string) => readFileSync(`${MIGRATIONS_DIR}/${file}`, "utf8");

/** Tables that grow with the business. failed_jobs is not one: before these migrations it holds a few dead letters. */
const LARGE = ["users", "customizations", "orders", "songs", "song_variants"];

const KEEPS_WRITERS_WAITING = ["ShareLock", "ShareRowExclusiveLock", "ExclusiveLock"];

/**
 * Who waits for what until a migration ends. That is as long as changing the catalogs takes, once the
 * lock is had; it is had when the transactions that use the table have ended, so a long one should be ended first.
 * Those that read something large:
 * - order_summaries is filled in the transaction that makes its triggers, or a change in between would be lost. Until
 *   then orders can be read, and changed not.
 * - An index on song_variants is built, twice. Until then variants can be read, and changed not.
 * - Indexes on song_variants, users and order_summaries are built. Until then these can be read, and changed not.
 */
const WAITS = [
  "phase_1_variants_and_dead_letters: readers of orders",
  "phase_1_variants_and_dead_letters: writers of users",
  "operations_tables: readers of customizations",
  "operations_tables: readers of failed_jobs, read through",
  "operations_tables: writers of orders",
  "operations_tables: readers of song_variants",
  "operations_tables: writers of users",
  "order_summaries: writers of customizations",
  "order_summaries: writers of failed_jobs",
  "order_summaries: writers of orders",
  "order_summaries: writers of song_variants",
  "order_summaries: writers of users",
  "operations_functions: writers of activity",
  "take_over_what_is_there: writers of song_variants",
  "error_groups: writers of failed_jobs",
  "indexes_for_lists: writers of failed_jobs",
  "indexes_for_lists: writers of order_summaries",
  "retry_engine: readers of failed_job_attempts",
  "bulk_operations: writers of failed_jobs",
  "bulk_operations: writers of staff_members",
  "bulk_by_the_batch: readers of bulk_operation_items",
  "bulk_by_the_batch: readers of bulk_operations, read through",
  "kinds_and_filters: readers of failed_jobs",
  "indexes_for_triage: writers of failed_jobs",
  "views_and_reveals: writers of staff_members",
  "activity_transactions: readers of activity",
  "live: writers of activity",
  "live: writers of bulk_operations",
  "live: writers of failed_jobs",
  "live: writers of staff_members",
  "overview: writers of song_variants",
  "generation_runs: writers of orders",
  "generation_runs: readers of song_variants",
  "generation_runs: writers of staff_members",
  "generation_event_index: writers of song_variants",
  "order_timeline: readers of song_variants",
  "search_everywhere: writers of failed_jobs",
  "search_everywhere: writers of users",
  "order_filters: readers of order_summaries",
  "order_filter_indexes: writers of order_summaries",
  "missing_variants: writers of bulk_operations",
  "missing_variants: writers of orders",
  "customers_and_files: writers of song_variants",
  "customers_and_files: readers of users",
  "storage_path_index: writers of song_variants",
  "staff_changes: readers of staff_members",
  "share_links: readers of song_variants",
  "one_run_an_event: readers of outbox_events",
  "views_of_orders: readers of saved_views, read through",
  "whole_timeline: writers of song_variants",
  "lead_of_orders: writers of order_summaries",
  "indexes_with_both_days: writers of order_summaries",
  "indexes_with_one_day: readers of order_summaries",
  "search_in_two_parts: writers of failed_jobs",
  "paths_of_files: writers of song_variants",
  "facets_by_combination: writers of failed_jobs",
  "indexes_that_others_replace: readers of failed_jobs",
  "indexes_that_others_replace: readers of song_variants",
  "favourite_in_the_timeline: writers of song_variants",
  "runs_of_orders: writers of orders",
  "staff_by_account: readers of staff_members",
  "erasure_leaves_nothing: writers of outbox_events",
  "whole_values: writers of order_summaries",
  "ends_of_attempts: writers of failed_job_attempts",
  "watch_runs: readers of outbox_events",
  "the_old_song_plays_on: readers of discarded_files, read through",
  "the_old_song_plays_on: readers of song_variants",
  "indexes_for_hostile_dates: writers of failed_jobs",
  "indexes_for_hostile_dates: readers of order_summaries, read through",
  "indexes_with_nulls: readers of failed_jobs",
  "counts_that_follow: readers of failed_jobs",
  "refused_events: readers of outbox_events",
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
 * What this cannot say is how long that takes: with few rows everything is fast. Hence the rule below that nothing
 * large is read through while it is locked against reading, and the list above, which says where writers wait longer.
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

    test("reads no large one through while nobody else may read it", () => {
      const held = effects[file]?.filter(
        (effect) => LARGE.includes(effect.name) && effect.waiting === "readers" && effect.scans > 0,
      );
      expect(held).toEqual([]);
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
