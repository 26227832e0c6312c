import { describe, expect, test } from "vitest";
import { nextBatch, takeOverFunctions } from "../../migrate/backfill.ts";
import { BASE_MIGRATION, readMigrations } from "../../migrate/files.ts";
import { concurrently } from "../../migrate/indexes.ts";
import { nodesOf, statementsOf, type Tree } from "../../migrate/statements.ts";
import { stepsOf } from "../../migrate/steps.ts";

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null;

/** With these, a column that is added reads or rewrites the whole table while nobody can write to it. */
const READS_ALL = ["CONSTR_UNIQUE", "CONSTR_CHECK", "CONSTR_PRIMARY", "CONSTR_EXCLUSION"];
const VOLATILE = /gen_random_uuid|random|clock_timestamp/;

const badColumns = (tree: Tree) =>
  [...nodesOf(tree)].flatMap(({ Constraint }) =>
    isTree(Constraint) &&
    !Constraint.skip_validation &&
    (READS_ALL.includes(String(Constraint.contype)) ||
      (Constraint.contype === "CONSTR_DEFAULT" && VOLATILE.test(JSON.stringify(Constraint.raw_expr))))
      ? [Constraint.contype]
      : [],
  );

describe("a file is split", () => {
  const SQL = `-- A comment; with a semicolon.
create table desk.a (id uuid references public.orders (id));
alter table public.orders add column x text;
alter table public.orders add column y text;
create trigger t after insert on public.orders for each row execute function desk_private.f();
create unique index i on public.orders (x) where y = ';';
create function desk_private.f() returns trigger language plpgsql as $$ begin return null; end $$;
do $$ begin perform desk_private.take_over_orders(null, 1); end $$;
create function desk.schema_version() returns text language sql as 'select 1';`;

  test("into what the shop doesn't notice, columns, indexes, triggers, rows and the version, in this order", async () => {
    const steps = stepsOf(await statementsOf(SQL));
    expect(steps.map(({ kind, name, statements }) => [kind, name.slice(0, 30), statements.length])).toEqual([
      ["transaction", "line 2: create table desk.a (i", 3],
      ["transaction", "line 7: create function desk_p", 1],
      ["index", "line 6: create unique index i ", 1],
      ["transaction", "line 5: create trigger t after", 1],
      ["backfill", "line 8: do $$ begin perform de", 1],
      ["transaction", "line 9: create function desk.s", 1],
    ]);
  });

  test("and an index is built while the table is written to", async () => {
    const index = (await statementsOf(SQL)).find(({ kind }) => kind === "IndexStmt");
    expect(index && concurrently(index)).toBe(
      "create unique index concurrently i on public.orders (x) where y = ';'",
    );
  });
});

test("A9 no column that is added to the shop's tables reads all rows while it locks them", async () => {
  const migrations = (await readMigrations()).filter(({ file }) => file !== BASE_MIGRATION);
  const bad = migrations
    .flatMap(({ statements }) => statements)
    .filter(
      ({ kind, shopTables, tree }) =>
        kind === "AlterTableStmt" && shopTables.length > 0 && badColumns(tree).length > 0,
    )
    .map(({ line, text, tree }) => `line ${line}: ${text.slice(0, 40)}: ${badColumns(tree).join()}`);
  expect(bad).toEqual([]);
});

test("a batch that takes long is followed by a smaller one", () => {
  expect([nextBatch(100, 1_000), nextBatch(100, 200), nextBatch(100, 20), nextBatch(1, 9_000)]).toEqual([
    50, 100, 200, 1,
  ]);
  expect(
    takeOverFunctions("desk_private.take_over_b(1); desk_private.take_over_a(1); desk_private.take_over_b()"),
  ).toEqual(["take_over_b", "take_over_a"]);
});
