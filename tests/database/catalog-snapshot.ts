import type { Sql } from "postgres";

/** A connection, or a transaction on one. */
type Queries = Pick<Sql, "unsafe">;

/** Each object's name ("index public.idx_orders_user_id") and its definition, in words that compare. */
export type Catalog = Map<string, string>;

/** Objects of the project and of Supabase; not the server's own, and not what an extension brought along. */
const WANTED = `
  wanted_schemas as (
    select oid, nspname from pg_namespace
    where nspname !~ '^pg_' and nspname not in ('information_schema', 'supabase_migrations')
  ),
  wanted_relations as (
    select c.*, format('%I.%I', s.nspname, c.relname) as name
    from pg_class c join wanted_schemas s on s.oid = c.relnamespace
    where not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
  )`;

/** An ACL as a sorted list; null is the built-in default, which differs from an empty list. */
const acl = (column: string) => `
  case when ${column} is null then 'default'
    else (select coalesce(string_agg(a::text, ' ' order by a::text), 'none') from unnest(${column}) a) end`;

/** What the catalog says of each kind of object: a query of names and definitions. */
const KINDS: Record<string, string> = {
  schema: `
    select nspname as name, concat_ws(' | ', ${acl("nspacl")}, obj_description(n.oid, 'pg_namespace')) as definition
    from pg_namespace n where n.oid in (select oid from wanted_schemas)`,
  relation: `
    select name, concat_ws(' | ', relkind, relpersistence, 'rls ' || relrowsecurity, 'forced ' || relforcerowsecurity,
      reloptions::text, relowner::regrole, ${acl("relacl")}, case when relkind in ('v', 'm') then pg_get_viewdef(oid) end,
      obj_description(oid, 'pg_class')) as definition
    from wanted_relations where relkind in ('r', 'p', 'v', 'm', 'S', 'f', 'c')`,
  column: `
    select format('%s.%I', r.name, a.attname) as name,
      concat_ws(' | ', format_type(a.atttypid, a.atttypmod), 'not null ' || a.attnotnull,
        'default ' || pg_get_expr(d.adbin, d.adrelid), 'identity ' || nullif(a.attidentity::text, ''),
        'generated ' || nullif(a.attgenerated::text, ''), 'collate ' || nullif(a.attcollation, 0)::regcollation,
        ${acl("a.attacl")}, col_description(r.oid, a.attnum)) as definition
    from wanted_relations r
    join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where r.relkind in ('r', 'p', 'v', 'm', 'f', 'c')`,
  constraint: `
    select format('%s on %s', c.conname, coalesce(r.name, c.contypid::regtype::text)) as name,
      concat_ws(' | ', pg_get_constraintdef(c.oid), obj_description(c.oid, 'pg_constraint')) as definition
    from pg_constraint c left join wanted_relations r on r.oid = c.conrelid
    where c.connamespace in (select oid from wanted_schemas) and (r.oid is not null or c.contypid <> 0)`,
  index: `
    select r.name, concat_ws(' | ', pg_get_indexdef(i.indexrelid), 'valid ' || i.indisvalid, 'ready ' || i.indisready,
      obj_description(r.oid, 'pg_class')) as definition
    from pg_index i join wanted_relations r on r.oid = i.indexrelid`,
  function: `
    select format('%I.%I(%s)', s.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as name,
      concat_ws(' | ', p.prokind, pg_get_function_arguments(p.oid), 'returns ' || pg_get_function_result(p.oid),
        l.lanname, 'volatile ' || p.provolatile::text, 'strict ' || p.proisstrict, 'definer ' || p.prosecdef,
        'leakproof ' || p.proleakproof, 'parallel ' || p.proparallel::text, 'cost ' || p.procost, 'rows ' || p.prorows,
        p.proconfig::text, p.proowner::regrole, ${acl("p.proacl")}, obj_description(p.oid, 'pg_proc')) as definition,
      coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) as body
    from pg_proc p
    join wanted_schemas s on s.oid = p.pronamespace
    join pg_language l on l.oid = p.prolang
    where not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')`,
  trigger: `
    select format('%s on %s', t.tgname, r.name) as name, concat_ws(' | ', pg_get_triggerdef(t.oid), t.tgenabled,
      obj_description(t.oid, 'pg_trigger')) as definition
    from pg_trigger t join wanted_relations r on r.oid = t.tgrelid where not t.tgisinternal`,
  policy: `
    select format('"%s" on %s', p.polname, r.name) as name, concat_ws(' | ', p.polcmd, 'permissive ' || p.polpermissive,
      array(select case role when 0 then 'public' else role::regrole::text end from unnest(p.polroles) role order by 1)::text,
      'using ' || pg_get_expr(p.polqual, p.polrelid), 'check ' || pg_get_expr(p.polwithcheck, p.polrelid)) as definition
    from pg_policy p join wanted_relations r on r.oid = p.polrelid`,
  type: `
    select format('%I.%I', s.nspname, t.typname) as name, concat_ws(' | ', t.typtype, t.typnotnull, t.typdefault,
      nullif(t.typbasetype, 0)::regtype,
      (select string_agg(e.enumlabel, ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid),
      ${acl("t.typacl")}, obj_description(t.oid, 'pg_type')) as definition
    from pg_type t join wanted_schemas s on s.oid = t.typnamespace where t.typtype in ('e', 'd', 'r', 'm')`,
  sequence: `
    select r.name, concat_ws(' | ', s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
      s.seqcycle) as definition
    from pg_sequence s join wanted_relations r on r.oid = s.seqrelid`,
  extension: `
    select extname as name, concat_ws(' | ', extnamespace::regnamespace, extversion) as definition from pg_extension`,
  publication: `
    select p.pubname as name, concat_ws(' | ', 'all ' || p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete,
      p.pubtruncate, (select string_agg(t.schemaname || '.' || t.tablename, ', ' order by 1)
        from pg_publication_tables t where t.pubname = p.pubname)) as definition
    from pg_publication p`,
  "default privilege": `
    select format('%s in %s for %s', d.defaclobjtype, coalesce(n.nspname, 'every schema'), d.defaclrole::regrole) as name,
      ${acl("d.defaclacl")} as definition
    from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace`,
};

/** A function's body without comments, and with white space that says nothing made one. */
export function normaliseBody(body: string): string {
  return body
    .replace(/'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\//g, (part) => (part.startsWith("'") ? part : " "))
    .replace(/\s+/g, " ")
    .replace(/([([]) /g, "$1")
    .replace(/ ([)\]])/g, "$1")
    .trim();
}

/** Every row of every table, since a migration may bring rows that the schema needs. How it came there is not compared. */
async function rowsOf(sql: Queries): Promise<[string, string][]> {
  const tables = await sql.unsafe<{ name: string }[]>(
    `with ${WANTED} select name from wanted_relations where relkind in ('r', 'p') order by name`,
  );
  const found: [string, string][] = [];
  for (const { name } of tables) {
    if (name === "desk.migration_steps") continue;
    const rows = await sql.unsafe<{ row: string }[]>(`select t::text as row from ${name} t order by 1`);
    if (rows.length > 0) found.push([`rows of ${name}`, rows.map(({ row }) => row).join("\n")]);
  }
  return found;
}

/** What the catalogs of a database say: everything that is defined, who may use it, and the rows it begins with. */
export async function catalogOf(sql: Queries): Promise<Catalog> {
  const found: [string, string][] = [];
  for (const [kind, query] of Object.entries(KINDS)) {
    const rows = await sql.unsafe<{ name: string; definition: string; body?: string }[]>(
      `with ${WANTED} ${query}`,
    );
    for (const { name, definition, body } of rows) {
      const whole = body === undefined ? definition : `${definition} | ${normaliseBody(body)}`;
      found.push([`${kind} ${name}`, whole]);
    }
  }
  return new Map([...found, ...(await rowsOf(sql))]);
}

/** The place where two definitions part, with what stands around it. */
function parting(a: string, b: string): [string, string] {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const around = (text: string) => text.slice(Math.max(0, at - 60), at + 120);
  return [around(a), around(b)];
}

/**
 * What one database has and the other lacks or has otherwise, by name.
 *
 * @param names what the two are called in the message.
 * @returns sorted sentences; none when the two are the same.
 */
export function differencesOf(a: Catalog, b: Catalog, names: [string, string]): string[] {
  const lines: string[] = [];
  for (const object of new Set([...a.keys(), ...b.keys()])) {
    const [inA, inB] = [a.get(object), b.get(object)];
    if (inA === inB) continue;
    if (inA === undefined || inB === undefined) {
      lines.push(`${object} is only in the ${inA === undefined ? names[1] : names[0]}: ${inA ?? inB}`);
      continue;
    }
    const [partA, partB] = parting(inA, inB);
    lines.push(`${object} differs: in the ${names[0]} "${partA}", in the ${names[1]} "${partB}"`);
  }
  return lines.toSorted();
}
