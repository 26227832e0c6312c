import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keysetPlace, type Place, toPage } from "./keyset.server";
import { LAST_PAGE, type Page } from "./list-query";

interface Row {
  day: string;
  size: number;
  id: string;
}
const LIST = "things";
const keyOf = ({ day, size, id }: Row) => [day, size, id];

/** Rows are compared as a database does it, column by column. */
function compare(a: (string | number)[], b: (string | number)[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? "";
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}
const sorted = (rows: Row[], ascending: boolean) =>
  [...rows].sort((a, b) => compare(keyOf(a), keyOf(b)) * (ascending ? 1 : -1));

/** What the functions in the database do with a place: rows beyond it, read backwards for a page before. */
function pageAt(rows: Row[], ascending: boolean, pageSize: number, place: Place): Page<Row> {
  const { backwards, at } = keysetPlace(LIST, 3, place);
  const up = ascending !== backwards;
  const isBeyond = (row: Row) => {
    if (at !== null) return up ? compare(keyOf(row), at) > 0 : compare(keyOf(row), at) < 0;
    if (place.from !== undefined) return up ? row.day >= place.from : row.day <= place.from;
    return true;
  };
  const answer = sorted(rows.filter(isBeyond), up).slice(0, pageSize + 1);
  return toPage(answer, { list: LIST, pageSize, place, keyOf });
}

const DAYS = ["2026-11-23", "2026-11-24", "2026-11-25", "infinity"] as const;
/** Few values, so that many rows tie. */
const rowsArbitrary = fc
  .array(fc.record({ day: fc.constantFrom(...DAYS), size: fc.integer({ min: -2, max: 3 }) }), {
    maxLength: 40,
  })
  .map((rows) => rows.map((row, index): Row => ({ ...row, id: String(index).padStart(3, "0") })));
const sizes = fc.integer({ min: 1, max: 7 });

describe("pages of a keyset list", () => {
  test("forward and back give exactly the rows of the sorted list, and the ends are known", () => {
    fc.assert(
      fc.property(rowsArbitrary, fc.boolean(), sizes, (rows, ascending, size) => {
        const all = sorted(rows, ascending);
        const pages: Page<Row>[] = [];
        for (let cursor: string | undefined, start = 0; ; start += size) {
          const page = pageAt(rows, ascending, size, { cursor });
          expect(page.rows).toEqual(all.slice(start, start + size));
          expect(page.previous === null).toBe(start === 0);
          expect(page.next === null).toBe(start + size >= all.length);
          pages.push(page);
          if (page.next === null) break;
          cursor = page.next;
        }
        for (let index = pages.length - 1; index > 0; index -= 1) {
          const back = pageAt(rows, ascending, size, { cursor: pages[index]?.previous ?? undefined });
          expect(back.rows).toEqual(pages[index - 1]?.rows);
          expect(back.previous === null).toBe(index === 1);
          expect(back.next).toBe(pages[index - 1]?.next);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("the last page is the end of the list, and leads back into it alone", () => {
    fc.assert(
      fc.property(rowsArbitrary, fc.boolean(), sizes, (rows, ascending, size) => {
        const all = sorted(rows, ascending);
        const page = pageAt(rows, ascending, size, { cursor: LAST_PAGE });
        expect(page.rows).toEqual(all.slice(-size));
        expect(page.next).toBeNull();
        expect(page.previous === null).toBe(all.length <= size);
        if (!page.previous) return;
        const back = pageAt(rows, ascending, size, { cursor: page.previous });
        expect(back.rows).toEqual(all.slice(-2 * size, -size));
      }),
    );
  });

  test("a page from a day on begins with that day's first row, or the next day's, and goes on from there", () => {
    fc.assert(
      fc.property(rowsArbitrary, fc.boolean(), fc.constantFrom(...DAYS), (rows, ascending, from) => {
        const rest = sorted(rows, ascending).filter(({ day }) => (ascending ? day >= from : day <= from));
        const page = pageAt(rows, ascending, 3, { from });
        expect(page.rows).toEqual(rest.slice(0, 3));
        expect(page.next !== null).toBe(rest.length > 3);
        if (!page.next) return;
        expect(pageAt(rows, ascending, 3, { cursor: page.next }).rows).toEqual(rest.slice(3, 6));
      }),
    );
  });

  test("rows that come and go meanwhile neither repeat nor hide the others", () => {
    const row = (size: number, id: string): Row => ({ day: "infinity", size, id });
    const rows = Array.from({ length: 6 }, (_, index) => row(1, `00${index}`));
    const first = pageAt(rows, false, 2, {});
    const later = [...rows.filter(({ id }) => id !== "004"), row(9, "006")];
    const second = pageAt(later, false, 2, { cursor: first.next ?? "" });
    expect(second.rows.map(({ id }) => id)).toEqual(["003", "002"]);
  });

  test("an empty list is one page", () => {
    expect(pageAt([], true, 5, {})).toEqual({ rows: [], next: null, previous: null });
  });
});

describe("a cursor that is not one of this list", () => {
  const coded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const good = { list: LIST, direction: "after", at: [1, "x"] };
  const codeOf = (cursor: string) => {
    try {
      keysetPlace(LIST, 2, { cursor });
      return "taken";
    } catch (error) {
      return error;
    }
  };

  test("the form itself is taken", () => expect(codeOf(coded(good))).toBe("taken"));

  test.each([
    ["empty", ""],
    ["no base64", "%%%"],
    ["no JSON", Buffer.from("{").toString("base64url")],
    ["null", coded(null)],
    ["an array", coded([])],
    ["cut short", coded(good).slice(0, -4)],
    ["another direction", coded({ ...good, direction: "sideways" })],
    ["no values", coded({ ...good, at: [] })],
    ["too few values", coded({ ...good, at: [1] })],
    ["too many values", coded({ ...good, at: [1, "x", 2] })],
    ["far too many values", coded({ ...good, at: [1, 2, 3, 4, 5] })],
    ["a null value", coded({ ...good, at: [null, "x"] })],
    ["an object as value", coded({ ...good, at: [{}, "x"] })],
    ["a field more", coded({ ...good, table: "staff_members" })],
  ])("%s is malformed", (_what, cursor) => {
    expect(codeOf(cursor)).toMatchObject({ code: "malformed_cursor", status: 400 });
  });

  test("one of another list is foreign", () => {
    expect(codeOf(coded({ ...good, list: "other" }))).toMatchObject({ code: "foreign_cursor", status: 400 });
  });

  test("anything at all is a page or a 400", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.jsonValue().map(coded)), (cursor) => {
        const result = codeOf(cursor);
        if (result !== "taken") expect(result).toMatchObject({ name: "AppError", status: 400 });
      }),
    );
  });
});
