import fc from "fast-check";
import { expect, test } from "vitest";
import { type KeysetColumn, type KeysetPart, keysetParts, readParts, toPage } from "./keyset.server";

interface Row {
  day: string;
  id: string;
}

/** One comparison in the words of PostgREST, which is all that a part of a list of two columns has. */
function holds(row: Row, comparison: string): boolean {
  const [, column, operator, value = ""] = /^(day|id)\.(gt|lt)\."(.*)"$/.exec(comparison) ?? [];
  if (column !== "day" && column !== "id") throw new Error(`more than one comparison: ${comparison}`);
  return operator === "gt" ? row[column] > value : row[column] < value;
}

const byDay = (ascending: boolean): [KeysetColumn, KeysetColumn] => [
  { column: "day", ascending, tied: true },
  { column: "id", ascending },
];

function answer(rows: Row[], { equal, from, orderBy, limit }: KeysetPart): Row[] {
  const up = orderBy[0]?.ascending ?? true;
  return rows
    .filter((row) => (!equal || row.day === equal.value) && (!from || holds(row, from.or)))
    .sort((a, b) => (`${a.day} ${a.id}` < `${b.day} ${b.id}` ? -1 : 1) * (up ? 1 : -1))
    .slice(0, limit);
}

async function pageOf(rows: Row[], ascending: boolean, pageSize: number, cursor: string | undefined) {
  const asked: KeysetPart[] = [];
  const parts = keysetParts({ list: "rows", columns: byDay(ascending), pageSize, cursor });
  const found = await readParts(parts, async (part) => {
    asked.push(part);
    return answer(rows, part);
  });
  const page = toPage(found, { list: "rows", pageSize, cursor, keyOf: ({ day, id }) => [day, id] });
  return { page, asked };
}

test("a list with many equal days is cut into the same pages, forwards and back", async () => {
  const rowsArbitrary = fc
    .array(fc.constantFrom("2026-11-23", "2026-11-24", "infinity"), { maxLength: 30 })
    .map((days) => days.map((day, index): Row => ({ day, id: String(index).padStart(2, "0") })));
  await fc.assert(
    fc.asyncProperty(
      rowsArbitrary,
      fc.boolean(),
      fc.integer({ min: 1, max: 5 }),
      async (rows, ascending, size) => {
        const all = answer(rows, { equal: null, from: null, orderBy: byDay(ascending), limit: rows.length });
        const seen: Row[] = [];
        let cursor: string | undefined;
        do {
          const { page } = await pageOf(rows, ascending, size, cursor);
          expect(page.rows).toEqual(all.slice(seen.length, seen.length + size));
          if (page.previous && page.rows.length > 0) {
            const back = await pageOf(rows, ascending, size, page.previous);
            expect(back.page.rows).toEqual(all.slice(Math.max(0, seen.length - size), seen.length));
          }
          seen.push(...page.rows);
          cursor = page.next ?? undefined;
        } while (cursor);
        expect(seen).toEqual(all);
      },
    ),
  );
});

test("rows of another day are not asked for while the cursor's own fill the page", async () => {
  const rows = Array.from({ length: 9 }, (_, index): Row => ({ day: "infinity", id: String(index) }));
  const first = await pageOf(rows, true, 3, undefined);
  const second = await pageOf(rows, true, 3, first.page.next ?? undefined);
  expect(second.page.rows.map(({ id }) => id)).toEqual(["3", "4", "5"]);
  expect(second.asked.map(({ equal }) => equal?.value)).toEqual(["infinity"]);
});
