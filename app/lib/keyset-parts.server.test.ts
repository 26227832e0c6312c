import fc from "fast-check";
import { expect, test } from "vitest";
import { LAST_PAGE } from "~/lib/list-query";
import {
  type KeysetColumn,
  type KeysetPart,
  keysetParts,
  type Place,
  readParts,
  toPage,
} from "./keyset.server";

interface Row {
  day: string;
  id: string;
}

/** One comparison in the words of PostgREST, which is all that a part of a list of two columns has. */
function holds(row: Row, comparison: string): boolean {
  const [, column, operator, equal, value = ""] = /^(day|id)\.(gt|lt)(e?)\."(.*)"$/.exec(comparison) ?? [];
  if (column !== "day" && column !== "id") throw new Error(`more than one comparison: ${comparison}`);
  if (equal && row[column] === value) return true;
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

async function pageAt(rows: Row[], ascending: boolean, pageSize: number, place: Place) {
  const asked: KeysetPart[] = [];
  const parts = keysetParts({ list: "rows", columns: byDay(ascending), pageSize, place });
  const found = await readParts(parts, async (part) => {
    asked.push(part);
    return answer(rows, part);
  });
  const page = toPage(found, {
    list: "rows",
    pageSize,
    place,
    keyOf: ({ day, id }) => [day, id],
  });
  return { page, asked };
}

const pageOf = (rows: Row[], ascending: boolean, pageSize: number, cursor: string | undefined) =>
  pageAt(rows, ascending, pageSize, { cursor });

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

const days = fc.constantFrom("2026-11-23", "2026-11-24", "2026-11-25", "infinity");
const lists = fc
  .array(days, { maxLength: 30 })
  .map((each) => each.map((day, index): Row => ({ day, id: String(index).padStart(2, "0") })));

test("the last page is the end of the list, and leads back into it alone", async () => {
  await fc.assert(
    fc.asyncProperty(lists, fc.boolean(), fc.integer({ min: 1, max: 5 }), async (rows, ascending, size) => {
      const all = answer(rows, { equal: null, from: null, orderBy: byDay(ascending), limit: rows.length });
      const { page } = await pageAt(rows, ascending, size, { cursor: LAST_PAGE });
      expect(page.rows).toEqual(all.slice(-size));
      expect(page.next).toBeNull();
      expect(page.previous === null).toBe(all.length <= size);
      if (!page.previous) return;
      const back = await pageOf(rows, ascending, size, page.previous);
      expect(back.page.rows).toEqual(all.slice(-2 * size, -size));
    }),
  );
});

test("a page from a day on begins with that day's first row, or the next day's, and goes on from there", async () => {
  await fc.assert(
    fc.asyncProperty(lists, fc.boolean(), days, async (rows, ascending, day) => {
      const all = answer(rows, { equal: null, from: null, orderBy: byDay(ascending), limit: rows.length });
      const rest = all.filter((row) => (ascending ? row.day >= day : row.day <= day));
      const { page } = await pageAt(rows, ascending, 3, { from: day });
      expect(page.rows).toEqual(rest.slice(0, 3));
      expect(page.next !== null).toBe(rest.length > 3);
      if (!page.next) return;
      const second = await pageOf(rows, ascending, 3, page.next);
      expect(second.page.rows).toEqual(rest.slice(3, 6));
    }),
  );
});

test("rows of another day are not asked for while the cursor's own fill the page", async () => {
  const rows = Array.from({ length: 9 }, (_, index): Row => ({ day: "infinity", id: String(index) }));
  const first = await pageOf(rows, true, 3, undefined);
  const second = await pageOf(rows, true, 3, first.page.next ?? undefined);
  expect(second.page.rows.map(({ id }) => id)).toEqual(["3", "4", "5"]);
  expect(second.asked.map(({ equal }) => equal?.value)).toEqual(["infinity"]);
});
