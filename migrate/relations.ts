import type { Session } from "./connection.ts";
import type { Migration } from "./files.ts";
import { quoted } from "./indexes.ts";
import { isOurs, type Relation, relationOf } from "./statements.ts";

/** Whether a relation is there, readable or not. */
export async function isThere(session: Session, { schema, name }: Relation): Promise<boolean> {
  const found = await session`
    select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${schema} and c.relname = ${name}`;
  return found.length > 0;
}

/** Whether a table is there and has a row. One that may not be read may have some. */
async function hasRows(session: Session, { schema, name }: Relation): Promise<boolean> {
  const table = `${quoted(schema)}.${quoted(name)}`;
  if (!(await isThere(session, { schema, name }))) return false;
  return session
    .unsafe(`select 1 from ${table} limit 1`)
    .then((rows) => rows.length > 0)
    .catch(() => true);
}

/** Whether any table that the files touch is in use. */
export async function isInUse(session: Session, migrations: Migration[]): Promise<boolean> {
  const tables = migrations.flatMap(({ statements }) => statements.flatMap(({ shopTables }) => shopTables));
  for (const table of new Map(tables.map((t) => [`${t.schema}.${t.name}`, t])).values())
    if (await hasRows(session, table)) return true;
  return false;
}

/** The tables outside of the desk's schemas that a file makes. */
export const tablesMadeBy = ({ statements }: Migration): Relation[] =>
  statements
    .flatMap(({ kind, tree }) => (kind === "CreateStmt" ? (relationOf(tree.relation) ?? []) : []))
    .filter(({ schema }) => !isOurs(schema));

/** Whether a file makes a table that is not there yet, in a schema that others may read. */
export async function makesTables(session: Session, migration: Migration): Promise<boolean> {
  for (const table of tablesMadeBy(migration)) if (!(await isThere(session, table))) return true;
  return false;
}
