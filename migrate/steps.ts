import type { Statement } from "./statements.ts";

/** What is done at once, and never twice. */
export interface Step {
  /** Unique in its file: the line, and how its first statement begins. */
  name: string;
  /** A transaction; an index, which is built concurrently, outside of one; or rows, taken over batch by batch. */
  kind: "transaction" | "index" | "backfill";
  statements: Statement[];
}

const nameOf = ({ line, text }: Statement) =>
  `line ${line}: ${(text.split("\n")[0] ?? "").slice(0, 90).trimEnd()}`;

const isOnShop = ({ shopTables }: Statement) => shopTables.length > 0;

/** A block that calls desk_private.take_over_...() until there is nothing more: it is the same work in one go. */
export const isBackfill = ({ kind, text }: Statement) =>
  kind === "DoStmt" && text.includes("desk_private.take_over_");

/** Reads all rows while the shop writes, so it never shares a transaction with what locks. */
const isValidation = ({ kind, text }: Statement) =>
  kind === "AlterTableStmt" && /\svalidate\s+constraint\s/i.test(text);

/** Settings hold for a session, and each session begins with those of its own. */
const isSetting = ({ kind }: Statement) => kind === "VariableSetStmt";

/** Which tables a statement locks: statements about the same one share a transaction, of two never. */
const lockKey = ({ shopTables }: Statement) =>
  shopTables.map(({ schema, name }) => `${schema}.${name}`).join(" and ");

function transactions(statements: Statement[]): Step[] {
  const steps: Step[] = [];
  let before: string | undefined;
  for (const statement of statements) {
    const key = lockKey(statement);
    const last = steps.at(-1);
    if (last && key === before && statement.shopTables.length < 2) last.statements.push(statement);
    else steps.push({ name: nameOf(statement), kind: "transaction", statements: [statement] });
    before = key;
  }
  return steps;
}

const single =
  (kind: Step["kind"]) =>
  (statement: Statement): Step => ({
    name: nameOf(statement),
    kind,
    statements: [statement],
  });

/**
 * The order in which a file reaches a database that is in use. First everything that the shop does not notice and the
 * columns; then the indexes; then the triggers on its tables, since each calls what must be there by then; then the rows
 * that are there already; and at the very end the version, which says that the schema is complete.
 *
 * @param together all that is no index, trigger or row in one transaction: a new table is not to be there for a moment
 *   without the rules of who may read it
 */
export function stepsOf(statements: Statement[], together = false): Step[] {
  const all = statements.filter((statement) => !isSetting(statement));
  const isVersion = ({ text }: Statement) => text.includes("desk.schema_version()");
  const rest = all.filter((statement) => !isVersion(statement));
  const isIndex = (statement: Statement) => statement.kind === "IndexStmt" && isOnShop(statement);
  const isTrigger = (statement: Statement) => statement.kind === "CreateTrigStmt" && isOnShop(statement);
  const first = rest.filter((s) => !isIndex(s) && !isTrigger(s) && !isBackfill(s) && !isValidation(s));
  const [head] = first;
  return [
    ...(together && head ? [{ ...single("transaction")(head), statements: first }] : transactions(first)),
    ...rest.filter(isIndex).map(single("index")),
    ...rest.filter(isValidation).map(single("transaction")),
    ...rest.filter(isTrigger).map(single("transaction")),
    ...rest.filter(isBackfill).map(single("backfill")),
    ...transactions(all.filter(isVersion)),
  ];
}
