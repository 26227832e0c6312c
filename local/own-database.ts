import postgres from "postgres";
import { SETUP_LOCK } from "./prepare-database.ts";
import { StartupError } from "./startup-error.ts";

/** By this mark a database is known as made by the local stack. */
const MARK = "made by the local stack";

/** What a database holds that no extension and no system catalog brought. */
const HELD = `
  select format('%I.%I', n.nspname, o.name) as name
  from (
    select oid, relnamespace as namespace, relname::text as name, 'pg_class'::regclass as catalog
    from pg_class where relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    union all
    select oid, pronamespace, proname::text, 'pg_proc'::regclass from pg_proc) o
  join pg_namespace n on n.oid = o.namespace
  where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
    and not exists (
      select 1 from pg_depend d where d.classid = o.catalog and d.objid = o.oid and d.deptype = 'e')
  order by 1 limit 1`;

/**
 * Sees to it that a database named in DATABASE_URL is the local stack's own: one that was empty is marked as such. The
 * local stack changes roles, schemas and tables, and the demo data has staff: none of it may reach a database of
 * something else.
 *
 * @param databaseUrl a database that exists
 * @throws StartupError when it holds anything and has no mark; it is unchanged then
 */
export async function requireOwnDatabase(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, connect_timeout: 5, onnotice: () => {} });
  try {
    await sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${SETUP_LOCK})`;
      const [marks] = await tx<{ there: boolean }[]>`
        select to_regclass('local_stack.marks') is not null as there`;
      if (marks?.there && (await tx`select 1 from local_stack.marks where name = ${MARK}`).length > 0) return;
      const [held] = await tx.unsafe<{ name: string }[]>(HELD);
      if (held) {
        throw new StartupError(
          `The database that DATABASE_URL names holds something that the local stack did not make (${held.name}), and nothing was changed in it: name an empty or a new database, or leave DATABASE_URL unset.`,
        );
      }
      await tx`create schema local_stack`;
      await tx`create table local_stack.marks (name text primary key, made_at timestamptz default now())`;
      await tx`insert into local_stack.marks (name) values (${MARK})`;
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
