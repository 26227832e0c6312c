import type { Session } from "./connection.ts";
import type { Migration } from "./files.ts";
import type { Finding } from "./findings.ts";
import { type Made, madeByAll } from "./objects.ts";
import { isThere, tablesMadeBy } from "./relations.ts";
import type { Relation } from "./statements.ts";

const stop = (what: string, remedy: string): Finding => ({ level: "stop", what, remedy });
const nameOf = ({ schema, name }: Relation) => `${schema}.${name}`;

async function typeOfColumn(session: Session, table: Relation, column: string): Promise<string | undefined> {
  const [row] = await session<{ type: string }[]>`
    select format_type(a.atttypid, null) as type
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${table.schema} and c.relname = ${table.name} and a.attname = ${column} and not a.attisdropped`;
  return row?.type.replace(/^public\./, "");
}

async function checkColumn(session: Session, made: Extract<Made, { kind: "column" }>): Promise<Finding[]> {
  const { table, name, type, mayBeThere } = made;
  if (!(await isThere(session, table))) return [];
  const found = await typeOfColumn(session, table, name);
  const column = `${nameOf(table)}.${name}`;
  if (mayBeThere) {
    if (found === type) return [];
    // A column of a table that is there already is not added by "create table if not exists".
    if (found === undefined) {
      if (table.name === "orders") return [];
      return [
        stop(
          `${column} is missing: ${nameOf(table)} is there, and is not the table of Phase 1.`,
          `alter table ${nameOf(table)} add column ${name} ${type}; or rename your table`,
        ),
      ];
    }
    return [
      stop(
        `${column} is ${found}, not ${type} as in Phase 1.`,
        `alter table ${nameOf(table)} alter column ${name} type ${type};`,
      ),
    ];
  }
  return found === undefined
    ? []
    : [
        stop(
          `The column ${column} is there already, and Reprise did not make it.`,
          `Rename yours: alter table ${nameOf(table)} rename column ${name} to ...;`,
        ),
      ];
}

async function checkEnum(session: Session, made: Extract<Made, { kind: "enum" }>): Promise<Finding[]> {
  const { schema, name, labels } = made;
  const [row] = await session<{ labels: string[] }[]>`
    select array_agg(e.enumlabel::text order by e.enumsortorder) as labels
    from pg_type t join pg_namespace n on n.oid = t.typnamespace join pg_enum e on e.enumtypid = t.oid
    where n.nspname = ${schema} and t.typname = ${name} having count(*) > 0`;
  if (!row || row.labels.join() === labels.join()) return [];
  return [
    stop(
      `The type ${schema}.${name} has the labels ${row.labels.join(", ")}.`,
      `Phase 1 has ${labels.join(", ")}, in this order: change yours, or rename it.`,
    ),
  ];
}

/** A catalog's rows of a name: its query, and how to rename one. */
const KINDS = {
  index: {
    rename: ({ name }: { name: string }) => `alter index ${name} rename to ...;`,
    query: (session: Session, table: Relation, name: string) => session`
      select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${table.schema} and c.relname = ${name}`,
  },
  trigger: {
    rename: ({ name, table }: { name: string; table: Relation }) =>
      `alter trigger ${name} on ${nameOf(table)} rename to ...;`,
    query: (session: Session, table: Relation, name: string) => session`
      select 1 from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${table.schema} and c.relname = ${table.name} and t.tgname = ${name}`,
  },
  policy: {
    rename: ({ name, table }: { name: string; table: Relation }) =>
      `alter policy "${name}" on ${nameOf(table)} rename to ...;`,
    query: (session: Session, table: Relation, name: string) => session`
      select 1 from pg_policies
      where schemaname = ${table.schema} and tablename = ${table.name} and policyname = ${name}`,
  },
};

async function checkMade(session: Session, made: Made): Promise<Finding[]> {
  if (made.kind === "column") return checkColumn(session, made);
  if (made.kind === "enum") return checkEnum(session, made);
  if (made.mayBeThere) return [];
  if (made.kind === "function") {
    const found = await session`
      select 1 from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = ${made.schema} and p.proname = ${made.name}`;
    return found.length === 0
      ? []
      : [
          stop(
            `The function ${nameOf(made)} is there already, and Reprise did not make it.`,
            `Rename yours: alter function ${nameOf(made)} rename to ...;`,
          ),
        ];
  }
  const { query, rename } = KINDS[made.kind];
  const found = await query(session, made.table, made.name);
  if (found.length === 0) return [];
  return [
    stop(
      `The ${made.kind} ${made.name} on ${nameOf(made.table)} is there already, and Reprise did not make it.`,
      `Rename yours: ${rename(made)}`,
    ),
  ];
}

/** Tables that a statement changes or refers to, and that neither are there nor are made. */
async function checkMissing(session: Session, migrations: Migration[]): Promise<Finding[]> {
  const made = new Set(migrations.flatMap(tablesMadeBy).map(nameOf));
  const wanted = migrations.flatMap(({ statements }) => statements.flatMap(({ shopTables }) => shopTables));
  const findings: Finding[] = [];
  for (const table of new Map(wanted.map((t) => [nameOf(t), t])).values()) {
    if (made.has(nameOf(table)) || (await isThere(session, table))) continue;
    findings.push(
      stop(
        `The table ${nameOf(table)} is missing.`,
        "A new shop without tables of its own gets them with --base.",
      ),
    );
  }
  return findings;
}

/** What is in the way of the files' objects, under their names; for files of which nothing was applied yet. */
export async function checkClashes(session: Session, migrations: Migration[]): Promise<Finding[]> {
  const findings = await checkMissing(session, migrations);
  for (const { statements } of migrations)
    for (const made of madeByAll(statements)) findings.push(...(await checkMade(session, made)));
  return findings;
}
