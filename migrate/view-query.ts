import { parse } from "libpg-query";
import { nodesOf, type Relation, relationOf, type Tree, wordsOf } from "./statements.ts";

/** A column of a view, and what it is made of. */
export interface ViewColumn {
  name: string;
  /** The comment before it. */
  comment: string;
  uses: Use[];
}

/** A name in a query that stands for a column, or for a whole row. */
export interface Use {
  relation: Relation | undefined;
  /** Undefined for a whole row. */
  column: string | undefined;
  /** Where it stands, in bytes. */
  at: number;
  length: number;
}

/** The query of a view, as far as the check of the contract needs it. */
export interface ViewQuery {
  text: Buffer;
  columns: ViewColumn[];
  /** What the joins use. */
  joins: Use[];
  tables: { relation: Relation; at: number; length: number }[];
}

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null;
const NAME = /^(?:"[^"]*"|\w+)(?:\.(?:"[^"]*"|\w+))*/;

const lengthAt = (text: Buffer, at: number) =>
  Buffer.byteLength(NAME.exec(text.subarray(at, at + 400).toString())?.[0] ?? "");

/** The comment lines directly before a place, as one text. */
function commentBefore(text: Buffer, at: number): string {
  const lines = text.subarray(0, at).toString().trimEnd().split("\n");
  const comment: string[] = [];
  for (let line = lines.pop()?.trim(); line?.startsWith("--"); line = lines.pop()?.trim())
    comment.unshift(line.replace(/^--\s*/, ""));
  return comment.join(" ");
}

/**
 * Reads the query of a view.
 *
 * @param statement "create view ... as select ..."
 */
export async function readView(statement: string): Promise<ViewQuery> {
  const text = Buffer.from(statement);
  const parsed: unknown = await parse(statement);
  const nodes = [...nodesOf(parsed)];
  const tables = nodes
    .flatMap(({ RangeVar }) => (isTree(RangeVar) ? [RangeVar] : []))
    .flatMap((tree) => {
      const relation = relationOf(tree);
      const alias = isTree(tree.alias) ? String(tree.alias.aliasname) : relation?.name;
      const at = Number(tree.location ?? 0);
      return relation ? [{ relation, alias, at, length: lengthAt(text, at) }] : [];
    });
  const only = tables.length === 1 ? tables[0] : undefined;
  const usesIn = (tree: unknown): Use[] =>
    [...nodesOf(tree)].flatMap(({ ColumnRef }) => {
      if (!isTree(ColumnRef)) return [];
      const [first = "", second] = wordsOf(ColumnRef.fields);
      const named = tables.find(({ alias }) => alias === first);
      const at = Number(ColumnRef.location ?? 0);
      const found = named ?? only;
      return [{ relation: found?.relation, column: named ? second : first, at, length: lengthAt(text, at) }];
    });
  const select = nodes.find(({ targetList, fromClause }) => targetList && fromClause) ?? {};
  const targets = Array.isArray(select.targetList) ? select.targetList : [];
  const columns = targets.flatMap((target: unknown): ViewColumn[] => {
    const res = isTree(target) && isTree(target.ResTarget) ? target.ResTarget : undefined;
    if (!res) return [];
    const column = isTree(res.val) && isTree(res.val.ColumnRef) ? res.val.ColumnRef : {};
    const name = typeof res.name === "string" ? res.name : (wordsOf(column.fields).at(-1) ?? "");
    return [{ name, comment: commentBefore(text, Number(res.location ?? 0)), uses: usesIn(res.val) }];
  });
  return { text, columns, joins: usesIn(select.fromClause), tables };
}
