import type { Session } from "./connection.ts";
import type { Migration } from "./files.ts";
import { SHOP_FILE } from "./files.ts";
import type { Finding } from "./findings.ts";
import { madeByAll } from "./objects.ts";
import { isThere, tablesMadeBy } from "./relations.ts";
import { type Relation, relationOf, type Statement } from "./statements.ts";
import { readView, type Use, type ViewColumn, type ViewQuery } from "./view-query.ts";

const UUID = "uuid";
const MOMENT = "timestamp with time zone";

/** What the desk reads of a shop, with types. What each column is good for stands beside it in the shop's file. */
const CONTRACT: Record<string, Record<string, string>> = {
  shop_customers: {
    id: UUID,
    email: "text",
    full_name: "text",
    time_zone: "text",
    created_at: MOMENT,
    email_key: "text",
    name_key: "text",
    text_key: "text",
  },
  shop_orders: {
    id: UUID,
    created_at: MOMENT,
    customer_id: UUID,
    recipient_name: "text",
    occasion: "text",
    needed_on: "date",
    needed_at: MOMENT,
    time_zone: "text",
    payment_status: "text",
    paid_at: MOMENT,
    amount_cents: "integer",
    currency: "text",
    brief: "jsonb",
    brief_id: UUID,
  },
};

const stop = (what: string, remedy: string): Finding => ({ level: "stop", what, remedy });
const key = ({ schema, name }: Relation, column = "") => `${schema}.${name}.${column}`;

/** What is lost without a column, as the shop's file says beside it. */
const lossOf = ({ comment }: ViewColumn) => /Without it[^.]*\./.exec(comment)?.[0] ?? "The desk needs it.";

/** How a column is missing: its table too, or alone. What is made before the view counts as there, with its type. */
interface Known {
  tables: Set<string>;
  columns: Set<string>;
  coming: Map<string, string>;
}

async function knownOf(session: Session, views: ViewQuery[], migrations: Migration[]): Promise<Known> {
  const known: Known = { tables: new Set(), columns: new Set(), coming: new Map() };
  for (const made of migrations.flatMap(({ statements }) => madeByAll(statements)))
    if (made.kind === "column") known.coming.set(key(made.table, made.name), made.type);
  const coming = new Set(migrations.flatMap(tablesMadeBy).map((table) => key(table)));
  for (const { relation } of views.flatMap(({ tables }) => tables)) {
    if (!(await isThere(session, relation))) {
      if (coming.has(key(relation))) known.tables.add(key(relation));
      continue;
    }
    known.tables.add(key(relation));
    const columns = await session<{ name: string }[]>`
      select a.attname as name
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${relation.schema} and c.relname = ${relation.name} and not a.attisdropped`;
    for (const { name } of columns) known.columns.add(key(relation, name));
  }
  return known;
}

function missingOf(uses: Use[], known: Known): string[] {
  return uses.flatMap(({ relation, column }) => {
    if (!relation) return column === undefined ? [] : [`${column}, which names no table,`];
    if (!known.tables.has(key(relation))) return [`the table ${relation.schema}.${relation.name}`];
    if (column === undefined || known.columns.has(key(relation, column))) return [];
    return known.coming.has(key(relation, column)) ? [] : [key(relation, column)];
  });
}

/** The query with null for whatever is not there yet or at all, so that the types of the rest can be asked for. */
function patched({ text, tables, columns, joins }: ViewQuery, known: Known): string {
  const edits: { at: number; length: number; by: string }[] = [];
  for (const { relation, at, length } of tables)
    if (!known.tables.has(key(relation))) edits.push({ at, length, by: "(select 1)" });
  for (const { relation, column, at, length } of [...columns.flatMap(({ uses }) => uses), ...joins]) {
    if (!relation || (column !== undefined && known.columns.has(key(relation, column)))) continue;
    const coming = known.coming.get(key(relation, column));
    if (column === undefined && known.tables.has(key(relation))) continue;
    edits.push({ at, length, by: coming ? `null::${coming}` : "null" });
  }
  let query = text;
  for (const { at, length, by } of edits.toSorted((a, b) => b.at - a.at))
    query = Buffer.concat([query.subarray(0, at), Buffer.from(by), query.subarray(at + length)]);
  return query.toString().replace(/^create (or replace )?view [\s\S]*?\bas\s+(?=select\b)/i, "");
}

async function typesOf(session: Session, query: string): Promise<Map<string, string>> {
  const { columns } = await session.unsafe(`select * from (${query}) q limit 0`);
  const types = await session<{ type: string }[]>`
    select format_type(oid, null) as type
    from unnest(${columns.map(({ type }) => type)}::oid[]) with ordinality o (oid, n) order by n`;
  return new Map(columns.map(({ name }, n) => [name, types[n]?.type ?? ""]));
}

const remedyFor = (name: string, type: string) =>
  `In supabase/schemas/${SHOP_FILE} name another column, or write null::${type} as ${name}. Then: npm run schema`;

async function checkView(session: Session, view: string, query: ViewQuery, known: Known): Promise<Finding[]> {
  const wanted = CONTRACT[view] ?? {};
  const findings: Finding[] = [];
  const joined = missingOf(query.joins, known);
  if (joined.length > 0)
    findings.push(
      stop(
        `desk.${view} joins by ${joined.join(" and ")}, which is not there.`,
        `Change or leave out the join in supabase/schemas/${SHOP_FILE}. Then: npm run schema`,
      ),
    );
  const types = await typesOf(session, patched(query, known)).catch((error: unknown) => {
    if (findings.length === 0)
      findings.push(
        stop(`desk.${view} can't be read: ${String(error)}.`, `Mend supabase/schemas/${SHOP_FILE}.`),
      );
    return new Map<string, string>();
  });
  for (const [name, type] of Object.entries(wanted)) {
    const column = query.columns.find((found) => found.name === name);
    if (!column) {
      findings.push(stop(`desk.${view} has no column ${name}.`, remedyFor(name, type)));
      continue;
    }
    const missing = missingOf(column.uses, known);
    const actual = types.get(name)?.replace("character varying", "text");
    if (missing.length > 0)
      findings.push(
        stop(
          `desk.${view}.${name} needs ${missing.join(" and ")}, which is not there. ${lossOf(column)}`,
          remedyFor(name, type),
        ),
      );
    else if (actual !== undefined && actual !== type)
      findings.push(
        stop(
          `desk.${view}.${name} is ${actual}, not ${type}. ${lossOf(column)}`,
          `In supabase/schemas/${SHOP_FILE} convert it, such as (...)::${type} as ${name}. Then: npm run schema`,
        ),
      );
  }
  return findings;
}

const isShopView = ({ kind, tree }: Statement) =>
  kind === "ViewStmt" && (relationOf(tree.view)?.name ?? "") in CONTRACT;

/**
 * How the shop's tables differ from what the shop's file says of them: every column at once.
 *
 * @param migrations what is still to be applied, or only the file with the shop's part
 */
export async function checkContract(session: Session, migrations: Migration[]): Promise<Finding[]> {
  const statements = migrations.flatMap(({ shop }) => shop?.statements ?? []).filter(isShopView);
  const views = await Promise.all(
    statements.map(async ({ tree, text }) => ({
      name: relationOf(tree.view)?.name ?? "",
      query: await readView(text),
    })),
  );
  const known = await knownOf(
    session,
    views.map(({ query }) => query),
    migrations,
  );
  const findings: Finding[] = [];
  for (const { name, query } of views) findings.push(...(await checkView(session, name, query, known)));
  return findings;
}
