import { indexOf } from "./indexes.ts";
import {
  isOurs,
  nodesOf,
  type Relation,
  relationOf,
  type Statement,
  type Tree,
  wordsOf,
} from "./statements.ts";

/** Something outside of the desk's schemas that a file makes. */
export type Made =
  | { kind: "column"; table: Relation; name: string; type: string; mayBeThere: boolean }
  | { kind: "index"; table: Relation; name: string; mayBeThere: boolean }
  | { kind: "trigger" | "policy"; table: Relation; name: string; mayBeThere: boolean }
  | { kind: "function"; schema: string; name: string; mayBeThere: boolean }
  | { kind: "enum"; schema: string; name: string; labels: string[]; mayBeThere: boolean };

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null;

/** A type as format_type() says it. */
const TYPES: Record<string, string> = {
  timestamptz: "timestamp with time zone",
  int4: "integer",
  int8: "bigint",
  bool: "boolean",
};

function typeOf(column: Tree): string {
  const name = isTree(column.typeName) ? (wordsOf(column.typeName.names).at(-1) ?? "") : "";
  return TYPES[name] ?? name;
}

function columnsOf({ kind, tree }: Statement, table: Relation): Made[] {
  const mayBeThere = kind === "CreateStmt";
  const defs = [...nodesOf(kind === "CreateStmt" ? tree.tableElts : tree.cmds)].flatMap((node) => {
    if (isTree(node.AlterTableCmd) && isTree(node.AlterTableCmd.def))
      return [{ def: node.AlterTableCmd.def.ColumnDef, mayBeThere: node.AlterTableCmd.missing_ok === true }];
    return kind === "CreateStmt" && node.ColumnDef ? [{ def: node.ColumnDef, mayBeThere }] : [];
  });
  return defs.flatMap(({ def, mayBeThere }) =>
    isTree(def) && typeof def.colname === "string"
      ? [{ kind: "column", table, name: def.colname, type: typeOf(def), mayBeThere }]
      : [],
  );
}

/** A type that a block makes unless it is there. */
const ENUM = /create type (\w+)\.(\w+) as enum \(([^)]*)\)/g;

const enumsOf = (text: string): Made[] =>
  [...text.matchAll(ENUM)]
    .filter(([, schema = ""]) => !isOurs(schema))
    .map(([, schema = "", name = "", labels = ""]) => ({
      kind: "enum",
      schema,
      name,
      labels: [...labels.matchAll(/'([^']*)'/g)].map(([, label = ""]) => label),
      mayBeThere: true,
    }));

/**
 * What a statement makes outside of the desk's schemas.
 *
 * @param replaced names of policies that are dropped before they are made
 */
export function madeBy(statement: Statement, replaced: Set<string>): Made[] {
  const { kind, tree, text } = statement;
  if (kind === "DoStmt") return enumsOf(text);
  if (kind === "CreateFunctionStmt") {
    const [schema = "", name = ""] = wordsOf(tree.funcname);
    return isOurs(schema) ? [] : [{ kind: "function", schema, name, mayBeThere: tree.replace === true }];
  }
  const table = relationOf(tree.relation) ?? relationOf(tree.table);
  if (!table || isOurs(table.schema)) return [];
  if (kind === "CreateStmt" || kind === "AlterTableStmt") return columnsOf(statement, table);
  const index = kind === "IndexStmt" ? indexOf(statement) : undefined;
  if (index) return [{ kind: "index", table, name: index.name, mayBeThere: tree.if_not_exists === true }];
  if (kind === "CreateTrigStmt")
    return [{ kind: "trigger", table, name: String(tree.trigname), mayBeThere: false }];
  if (kind !== "CreatePolicyStmt") return [];
  const name = String(tree.policy_name);
  return [{ kind: "policy", table, name, mayBeThere: replaced.has(name) }];
}

/** What the statements of a file make outside of the desk's schemas. */
export function madeByAll(statements: Statement[]): Made[] {
  const replaced = new Set(
    statements.flatMap(({ kind, tree }) =>
      kind === "DropStmt" && Array.isArray(tree.objects)
        ? tree.objects.flatMap((object) => wordsOf(object).slice(-1))
        : [],
    ),
  );
  return statements.flatMap((statement) => madeBy(statement, replaced));
}
