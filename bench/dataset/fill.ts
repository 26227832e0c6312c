import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type postgres from "postgres";
import type { KindsOfErrors } from "../../app/lib/failed-jobs/kind-of-error.server.ts";
import { registeredKinds } from "../../local/demo/registered-kinds.ts";
import { copyLine, type Staff, type TableRows } from "./copy.ts";
import { FAILURE_TABLES } from "./failure-rows.ts";
import { ORDER_TABLES } from "./order-rows.ts";
import type { Plan } from "./plan.ts";

/** All tables that are filled by COPY; what is derived from them is filled afterwards, set by set. */
const TABLES = [...ORDER_TABLES, ...FAILURE_TABLES];

/** What triggers keep. */
const DERIVED = ["desk.order_summaries", "desk.error_groups", "desk.error_group_hours"];

/** Characters a write: enough that a write costs nothing against what it carries. */
const CHUNK = 128 * 1024;
/** Orders whose summaries are made by one statement. */
const SUMMARIES_AT_ONCE = 20_000;

function* chunksOf({ rows }: TableRows, plan: Plan, staff: Staff, kinds: KindsOfErrors): Generator<string> {
  let chunk = "";
  for (const row of rows(plan, staff, kinds)) {
    chunk += copyLine(row);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk) yield chunk;
}

/** Takes the indexes away that no constraint needs: one that is built at the end is built in a fraction of the time. */
async function takeIndexes(sql: postgres.Sql, tables: string[]): Promise<string[]> {
  const indexes = await sql<{ name: string; definition: string }[]>`
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i
    where i.indrelid = any (${tables}::regclass[])
      and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)`;
  for (const { name } of indexes) await sql.unsafe(`drop index ${name}`);
  return indexes.map(({ definition }) => definition);
}

/**
 * Triggers that work out a column of the row which is being written. They are let through, so that such a column is
 * what it would be; all the others are not fired, and what they keep is filled set by set.
 */
async function rowTriggers(sql: postgres.Sql, tables: string[]) {
  const ROW_BEFORE_INSERT = 1 + 2 + 4;
  return sql<{ table: string; trigger: string }[]>`
    select tgrelid::regclass::text as table, tgname as trigger from pg_trigger
    where tgrelid = any (${tables}::regclass[]) and not tgisinternal
      and tgtype & ${ROW_BEFORE_INSERT} = ${ROW_BEFORE_INSERT}`;
}

async function fillDerived(sql: postgres.Sql): Promise<void> {
  const [range] = await sql<{ orders: number }[]>`select count(*)::int as orders from public.orders`;
  await sql`create temporary table batches as
    select id, (row_number() over (order by created_at, id) / ${SUMMARIES_AT_ONCE})::int as batch from public.orders`;
  const batches = Math.ceil(((range?.orders ?? 0) + 1) / SUMMARIES_AT_ONCE);
  for (let batch = 0; batch < batches; batch++) {
    await sql`select desk_private.refresh_order_summaries(array(select id from batches where batch = ${batch}))`;
  }
  await sql`drop table batches`;
  await sql`
    insert into desk.error_groups (fingerprint, error_type, title, first_seen, last_seen)
    select fingerprint, min(error_type), min(error_title), min(last_failed_at), max(last_failed_at)
    from public.failed_jobs group by fingerprint`;
  await sql`select desk.rebuild_error_groups()`;
}

/**
 * Fills an empty, migrated database by COPY: orders, three times as many variants, as many failed jobs, and all that
 * belongs to them. The same plan gives the same rows.
 *
 * @param options.plan what is to be there
 * @param options.staff who has done what was done to the failures
 * @param options.log told of each table and how long it took
 */
export async function fillDataset(
  sql: postgres.Sql,
  options: { plan: () => Plan; staff: Staff; log: (line: string) => void },
): Promise<void> {
  const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const begun = performance.now();
    const result = await work();
    options.log(`    ${what.padEnd(32)} ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    return result;
  };
  const plan = await timed("plan", async () => options.plan());
  const kinds = await registeredKinds(sql);
  const tables = [...TABLES.map(({ table }) => table), ...DERIVED];
  // No foreign keys and no statement triggers: the rows are right by their making. What is lost in a crash is made
  // again, so nobody waits for the disk.
  await sql.unsafe(
    "set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '512MB'",
  );
  const triggers = await rowTriggers(sql, tables);
  const enable = async (how: string) => {
    for (const { table, trigger } of triggers) {
      await sql.unsafe(`alter table ${table} enable ${how} trigger "${trigger}"`);
    }
  };
  const indexes = await takeIndexes(sql, tables);
  await enable("replica");
  for (const table of TABLES) {
    await timed(table.table, async () => {
      const copy = await sql
        .unsafe(`copy ${table.table} (${table.columns.join(", ")}) from stdin`)
        .writable();
      await pipeline(Readable.from(chunksOf(table, plan, options.staff, kinds)), copy);
    });
  }
  await enable("");
  await timed("what is derived", () => fillDerived(sql));
  for (const definition of indexes) {
    await timed(/INDEX (\S+)/.exec(definition)?.[1] ?? "index", () => sql.unsafe(definition));
  }
  await sql.unsafe("reset session_replication_role");
  await timed("vacuum analyze", () => sql.unsafe("vacuum (analyze)"));
}
