import type { Sql } from "postgres";
import { RIGHTS, type Right, type Role } from "./rights-matrix.ts";

/** In which columns of the matrix a database role appears. */
const COLUMNS: Record<string, readonly Role[]> = {
  anon: ["anon", "token"],
  authenticated: ["owner", "stranger", "staff"],
};

interface Privilege {
  role: string;
  object: string;
  privilege: string;
  columns: string | null;
}

/** Every privilege that anon and authenticated have in public, by themselves or through PUBLIC. */
async function privilegesOf(sql: Sql): Promise<Privilege[]> {
  return sql<Privilege[]>`
    with roles as (select oid, rolname from pg_roles where rolname in ('anon', 'authenticated'))
    select rolname as role, relname as object, privilege, null as columns
    from roles, pg_class,
      unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as privilege
    where relnamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace) and relkind in ('r', 'p', 'v', 'm', 'f')
      and has_table_privilege(roles.oid, pg_class.oid, privilege)
    union all
    select rolname, relname, privilege, string_agg(attname, ',' order by attnum)
    from roles, pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped,
      unnest(array['select', 'insert', 'update', 'references']) as privilege
    where relnamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace) and relkind in ('r', 'p', 'v', 'm', 'f')
      and has_column_privilege(roles.oid, pg_class.oid, attnum, privilege)
      and not has_table_privilege(roles.oid, pg_class.oid, privilege)
    group by rolname, relname, privilege
    union all
    select rolname, relname, 'sequence', null
    from roles, pg_class
    where relnamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace) and relkind = 'S'
      and has_sequence_privilege(roles.oid, pg_class.oid, 'usage, select, update')
    union all
    select rolname, format('%s(%s)', proname, pg_get_function_identity_arguments(pg_proc.oid)), 'execute',
      regexp_replace(pg_proc.oid::regprocedure::text, '^(public|desk|desk_private)\\.', '')
    from roles, pg_proc
    where pronamespace in ('public'::regnamespace, 'desk'::regnamespace, 'desk_private'::regnamespace) and has_function_privilege(roles.oid, pg_proc.oid, 'execute')
    union all
    select rolname, 'schema public', 'create', null
    from roles where has_schema_privilege(roles.oid, 'public', 'create')`;
}

function isNamed(right: Right, { role, object, privilege, columns }: Privilege): boolean {
  const command = privilege !== "execute" && columns ? `${privilege}(${columns})` : privilege;
  const name = privilege === "execute" ? columns : object;
  const allowed = (COLUMNS[role] ?? []).some((column) => right.expected[column] !== "denied");
  return right.object === name && right.command === command && allowed;
}

/**
 * Privileges that a customer's roles have although no line of the rights matrix names them: what a hosted project
 * grants by default on everything new, and nobody has revoked.
 *
 * @returns one line for each role and object.
 */
export async function privilegesOutsideTheMatrix(sql: Sql): Promise<string[]> {
  const findings = new Map<string, string[]>();
  for (const found of await privilegesOf(sql)) {
    if (RIGHTS.some((right) => isNamed(right, found))) continue;
    const key = `${found.role} on ${found.object}`;
    findings.set(key, [...(findings.get(key) ?? []), found.privilege]);
  }
  return [...findings].map(([key, privileges]) => `${key}: ${privileges.join(", ")}`).toSorted();
}
