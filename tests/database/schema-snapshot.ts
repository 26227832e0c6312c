import type { Sql } from "postgres";

/**
 * Everything that the catalogs say about the tables of public and of the desk, in words that two databases can be compared by:
 * columns, constraints, indexes, policies, privileges, triggers, comments, and the functions' definitions.
 *
 * @param tables only these; without it, all tables, and all functions too.
 */
export async function snapshotOf(sql: Sql, tables?: readonly string[]): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    with wanted as (
      select c.oid, c.relname, c.relacl, c.relrowsecurity, c.relforcerowsecurity, c.reloptions
      from pg_class c
      where c.relnamespace in (to_regnamespace('public'), to_regnamespace('desk'), to_regnamespace('desk_private')) and c.relkind in ('r', 'p', 'v')
        and (${tables === undefined} or c.relname = any (${[...(tables ?? [])]}::text[]))
    )
    select format('table %s rls %s %s options %s comment %s', relname, relrowsecurity, relforcerowsecurity, reloptions,
      obj_description(oid, 'pg_class')) as line from wanted
    union all
    select format('grant on %s to %s: %s', relname, coalesce(nullif(a.grantee, 0)::regrole::text, 'public'),
      string_agg(a.privilege_type, ',' order by a.privilege_type))
    from wanted, aclexplode(relacl) a group by relname, a.grantee
    union all
    select format('column %s.%s %s not null %s default %s grants %s', relname, a.attname,
      format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attacl)
    from wanted join pg_attribute a on a.attrelid = wanted.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    union all
    select format('constraint %s.%s %s', relname, c.conname, pg_get_constraintdef(c.oid))
    from wanted join pg_constraint c on c.conrelid = wanted.oid
    union all
    select format('index %s', pg_get_indexdef(i.indexrelid)) from wanted join pg_index i on i.indrelid = wanted.oid
    union all
    select format('policy %s.%s %s %s to %s using %s check %s', relname, p.polname, p.polcmd, p.polpermissive,
      array(select coalesce(nullif(r, 0)::regrole::text, 'public') from unnest(p.polroles) r order by 1),
      pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
    from wanted join pg_policy p on p.polrelid = wanted.oid
    union all
    select format('trigger %s', pg_get_triggerdef(t.oid)) from wanted
    join pg_trigger t on t.tgrelid = wanted.oid and not t.tgisinternal
    union all
    select format('function %s grants %s', pg_get_functiondef(p.oid),
      array(select format('%s', acl) from unnest(p.proacl) acl order by 1))
    from pg_proc p where p.pronamespace in (to_regnamespace('public'), to_regnamespace('desk'), to_regnamespace('desk_private')) and ${tables === undefined}
    union all
    select format('type %s: %s', t.typname, string_agg(e.enumlabel, ',' order by e.enumsortorder))
    from pg_type t join pg_enum e on e.enumtypid = t.oid
    where t.typnamespace in (to_regnamespace('public'), to_regnamespace('desk'), to_regnamespace('desk_private')) and ${tables === undefined} group by t.typname
    order by 1`;
  return rows.map((row) => row.line);
}
