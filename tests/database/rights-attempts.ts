import type { ReservedSql } from "postgres";
import { type Asker, type Outcome, runAs } from "./acting-as.ts";
import { RIGHTS, type Right, type Role } from "./rights-matrix.ts";
import { OWNED_BY, sampleRow, type World } from "./rights-world.ts";
import { functionNamed, qualified } from "./rows.ts";
import { sampleArguments } from "./sample-calls.ts";

/** A refusal that comes from the data, not from a right: the statement has reached the rows. */
const isIntegrityError = (outcome: Outcome) => "sqlstate" in outcome && outcome.sqlstate.startsWith("23");

function askerOf(role: Role, world: World): Asker {
  if (role === "service") return { role: "service_role", headers: "{}" };
  if (role === "anon") return { role: "anon", headers: "{}" };
  if (role === "token") return { role: "anon", headers: JSON.stringify({ "x-share-token": world.token }) };
  return { role: "authenticated", sub: world.accounts[role] ?? "", headers: "{}" };
}

/** What of a table's rows can be told apart, by their primary key. */
async function keysOf(sql: ReservedSql, table: string, world: World) {
  const [key] = await sql<{ name: string }[]>`
    select a.attname as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indisprimary and i.indrelid = ${qualified(table)}::regclass`;
  const [view] = await sql`select from pg_views where schemaname || '.' || viewname = ${qualified(table)}`;
  if (!key && !view) throw new Error(`${table} has no primary key`);
  const name = key?.name ?? "id";
  const owner = OWNED_BY[table];
  const rows = await sql.unsafe<{ key: string; own: boolean }[]>(
    `select ${name}::text as key, ${owner ? `coalesce(${owner}::text = $1, false)` : "$1::text is null"} as own
     from ${qualified(table)}`,
    [world.owner],
  );
  const own = rows.filter((row) => row.own).map((row) => row.key);
  if (rows.length === 0 || (owner && (own.length === 0 || own.length === rows.length))) {
    throw new Error(`${table} needs rows of the owner and of others, or its cells tell nothing`);
  }
  return { name, own, all: rows.map((row) => row.key) };
}

function nameOf(found: string[], keys: { own: string[]; all: string[] }, world: World): string {
  const same = (other: string[]) =>
    found.length === other.length && found.every((key) => other.includes(key));
  if (found.length === 0) return "none";
  if (same(keys.all)) return "all";
  if (same([world.sharedVariant])) return "shared";
  return same(keys.own) ? "own" : `${found.length} of ${keys.all.length} rows`;
}

/** The columns that one line of the matrix is about. */
async function columnsOf(sql: ReservedSql, table: string, command: string): Promise<string[]> {
  const [, named] = /^update\((.+)\)$/.exec(command) ?? [];
  if (named) return [named];
  const others = RIGHTS.filter((right) => right.object === table && right.command.startsWith("update("));
  const rows = await sql<{ name: string }[]>`
    select attname as name from pg_attribute
    where attrelid = ${qualified(table)}::regclass and attnum > 0 and not attisdropped`;
  return rows
    .map((row) => row.name)
    .filter((name) => !others.some((right) => right.command === `update(${name})`));
}

/**
 * Tries one cell of the matrix.
 *
 * @returns what came of it, in the words of the matrix. For several columns, each different word once.
 */
export async function tryRight(sql: ReservedSql, right: Right, role: Role, world: World): Promise<string> {
  const asker = askerOf(role, world);
  const cell = (outcome: Outcome, named: (rows: Record<string, unknown>[]) => string) => {
    if ("rows" in outcome) return named(outcome.rows);
    return outcome.sqlstate === "42501" ? "denied" : outcome.sqlstate;
  };

  if (right.command === "execute") {
    const name = right.object.slice(0, right.object.indexOf("("));
    const args = sampleArguments(right.object, world);
    return cell(await runAs(sql, asker, `select ${await functionNamed(sql, name)}(${args})`), () => "ok");
  }
  const table = right.object;
  const keys = await keysOf(sql, table, world);
  const listed = (rows: Record<string, unknown>[], column: string) =>
    nameOf(
      rows.map((row) => String(row[column])),
      keys,
      world,
    );

  const [isSelect, columns = "*"] = /^select(?:\((.+)\))?$/.exec(right.command) ?? [];
  if (isSelect) {
    const rows = await runAs(sql, asker, `select ${columns} from ${qualified(table)}`);
    return cell(rows, (found) => listed(found, keys.name));
  }
  if (right.command === "insert") {
    const row = sampleRow(table, world, role);
    const values = Object.values(row).map((value) => `'${String(value)}'`);
    const statement = `insert into ${qualified(table)} (${Object.keys(row).join(", ")}) values (${values.join(", ")})`;
    return cell(await runAs(sql, asker, statement), () => "ok");
  }
  if (right.command === "delete" || right.command === "truncate") {
    const statement =
      right.command === "delete" ? `delete from ${qualified(table)}` : `truncate ${qualified(table)} cascade`;
    const outcome = await runAs(
      sql,
      asker,
      statement,
      `select ${keys.name}::text as key from ${qualified(table)}`,
    );
    return cell(outcome, (left) => {
      const gone = keys.all.filter((key) => !left.some((row) => row.key === key));
      return nameOf(gone, keys, world);
    });
  }
  // The rows that this very transaction has written. A default needs no right to read, so it is tried first; where
  // the data forbid it, each column is given the value that it has.
  const changed = `select ${keys.name}::text as key from ${qualified(table)}
    where xmin = pg_current_xact_id()::xid`;
  const words = new Set<string>();
  for (const column of await columnsOf(sql, table, right.command)) {
    let outcome = await runAs(sql, asker, `update ${qualified(table)} set ${column} = default`, changed);
    if (isIntegrityError(outcome)) {
      outcome = await runAs(sql, asker, `update ${qualified(table)} set ${column} = ${column}`, changed);
    }
    words.add(cell(outcome, (rows) => (column === keys.name ? "all" : listed(rows, "key"))));
  }
  return [...words].join(", ");
}
