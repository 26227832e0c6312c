import { parse } from "libpg-query";

/** A part of PostgreSQL's parse tree. */
export type Tree = { [key: string]: unknown };

/** A table, view or other relation, as a statement names it. */
export interface Relation {
  schema: string;
  name: string;
}

/** One statement of a file. */
export interface Statement {
  /** As PostgreSQL's parser calls it, such as IndexStmt. */
  kind: string;
  tree: Tree;
  /** Without the comments before it and the semicolon. */
  text: string;
  /** Where it begins in the file, from 1. */
  line: number;
  /** The tables that are not the desk's and that it locks, changes or refers to. */
  shopTables: Relation[];
}

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null;

/** The schemas that are the desk's alone. Every other one is the shop's, or Supabase's. */
export const isOurs = (schema: string) => schema === "desk" || schema === "desk_private";

/** Every node below a node, itself included. */
export function* nodesOf(value: unknown): Generator<Tree> {
  if (!isTree(value)) return;
  if (!Array.isArray(value)) yield value;
  for (const part of Object.values(value)) yield* nodesOf(part);
}

/** The words of a name that the parser has as a list, such as ["public", "song_variants"]. */
export function wordsOf(value: unknown): string[] {
  const items = isTree(value) && isTree(value.List) ? value.List.items : value;
  if (!Array.isArray(items)) return [];
  return items.flatMap((item) =>
    isTree(item) && isTree(item.String) && typeof item.String.sval === "string" ? [item.String.sval] : [],
  );
}

export const relationOf = (tree: unknown): Relation | undefined =>
  isTree(tree) && typeof tree.relname === "string"
    ? { schema: typeof tree.schemaname === "string" ? tree.schemaname : "public", name: tree.relname }
    : undefined;

/** These lock what they name. Others, such as a function or a view, read a table at most. */
const LOCKING = new Set([
  "AlterTableStmt",
  "CommentStmt",
  "CreatePolicyStmt",
  "CreateStmt",
  "CreateTrigStmt",
  "DropStmt",
  "GrantStmt",
  "IndexStmt",
]);

function shopTablesOf(kind: string, tree: Tree): Relation[] {
  if (!LOCKING.has(kind)) return [];
  const named = [...nodesOf(tree)].flatMap((node) => relationOf(node) ?? []);
  if (kind === "DropStmt" && Array.isArray(tree.objects)) {
    for (const object of tree.objects) {
      const [schema = "", name = ""] = wordsOf(object);
      named.push({ schema, name });
    }
  }
  if (kind === "CommentStmt" && tree.objtype === "OBJECT_TABLE") {
    const [schema = "", name = ""] = wordsOf(tree.object);
    named.push({ schema, name });
  }
  const shop = named.filter(({ schema }) => !isOurs(schema));
  return [...new Map(shop.map((table) => [`${table.schema}.${table.name}`, table])).values()];
}

const COMMENTS = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/;

/**
 * The statements of a file, split and read by PostgreSQL's own parser.
 *
 * @throws Error when the text is not SQL
 */
export async function statementsOf(text: string): Promise<Statement[]> {
  // The parser counts bytes.
  const bytes = Buffer.from(text);
  const parsed: unknown = await parse(text);
  const stmts = isTree(parsed) && Array.isArray(parsed.stmts) ? parsed.stmts : [];
  return stmts.map((entry: unknown) => {
    const raw = isTree(entry) ? entry : {};
    const start = Number(raw.stmt_location ?? 0);
    const length = Number(raw.stmt_len ?? bytes.length - start);
    const whole = bytes.subarray(start, start + length).toString();
    const comments = COMMENTS.exec(whole)?.[0] ?? "";
    const [[kind, tree] = ["", {}]] = Object.entries(isTree(raw.stmt) ? raw.stmt : {});
    const body = isTree(tree) ? tree : {};
    return {
      kind,
      tree: body,
      text: whole.slice(comments.length),
      line: `${bytes.subarray(0, start)}${comments}`.split("\n").length,
      shopTables: shopTablesOf(kind, body),
    };
  });
}
