import type { Session } from "./connection.ts";
import type { Relation, Statement } from "./statements.ts";

/** An index as its statement names it. */
export interface NamedIndex extends Relation {
  table: string;
}

/** The index that a statement makes. */
export function indexOf({ tree, shopTables }: Statement): NamedIndex | undefined {
  const [table] = shopTables;
  if (typeof tree.idxname !== "string" || !table) return undefined;
  return { schema: table.schema, name: tree.idxname, table: table.name };
}

/** The statement, so that the table can be written to while the index is built. */
export const concurrently = ({ text }: Statement) =>
  text.replace(/^create\s+(unique\s+)?index\b(?!\s+concurrently)/i, (start) => `${start} concurrently`);

/** Whether an index of this name is there, and whether its building was finished. */
export async function stateOfIndex(
  session: Session,
  index: Relation,
): Promise<"missing" | "valid" | "unfinished"> {
  const [row] = await session<{ valid: boolean }[]>`
    select i.indisvalid as valid from pg_index i
    where i.indexrelid = to_regclass(format('%I.%I', ${index.schema}::text, ${index.name}::text))`;
  if (!row) return "missing";
  return row.valid ? "valid" : "unfinished";
}

/**
 * Builds an index outside of a transaction. One that an earlier try has left unfinished is dropped first: PostgreSQL keeps
 * it up to date, and never uses it.
 *
 * @param begun whether an earlier run has begun it: a finished one is its work, then
 */
export async function buildIndex(session: Session, statement: Statement, begun: boolean): Promise<void> {
  const index = indexOf(statement);
  if (!index) return;
  const state = await stateOfIndex(session, index);
  if (state === "valid" && begun) return;
  // Neither waits in the way of a write, so that both may wait for as long as it takes.
  await session.unsafe("set lock_timeout = 0");
  try {
    if (state === "unfinished")
      await session.unsafe(`drop index concurrently if exists ${quoted(index.schema)}.${quoted(index.name)}`);
    await session.unsafe(concurrently(statement));
  } finally {
    await session.unsafe("set lock_timeout = 500").catch(() => {});
  }
}

/** A name as SQL quotes it. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
