import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type KeysetColumn, type KeysetWindow, keysetWindow, toPage } from "./keyset.server";
import type { Page } from "./list-query";

interface Row {
  name: string;
  size: number;
  id: string;
}
type Value = string | number;
type Condition = (row: Row) => boolean;

function compare(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The columns' values, as a database would have them; a filter's text becomes the column's type. */
const fieldOf = (row: Row, column: string): Value => row[column as keyof Row];
const typed = (column: string, text: string): Value => (column === "size" ? Number(text) : text);

/** Reads PostgREST's `or` filter as PostgREST does: alternatives apart by commas, values quoted with backslashes. */
function parseOr(text: string): Condition {
  let at = 0;
  const quotedValue = (): string => {
    if (text[at] !== '"') throw new Error(`an unquoted value at ${at} of ${text}`);
    let value = "";
    for (at += 1; text[at] !== '"'; at += 1) {
      if (at >= text.length) throw new Error(`a value without end in ${text}`);
      if (text[at] === "\\") at += 1;
      value += text[at] ?? "";
    }
    at += 1;
    return value;
  };
  const condition = (): Condition => {
    if (text.startsWith("and(", at)) {
      at += 4;
      const all = list(")");
      at += 1;
      return (row) => all.every((one) => one(row));
    }
    const [head, column = "", operator = ""] = /^(\w+)\.(eq|gt|lt)\./.exec(text.slice(at)) ?? [];
    if (head === undefined) throw new Error(`no condition at ${at} of ${text}`);
    at += head.length;
    const value = typed(column, quotedValue());
    return (row) => {
      const order = compare(fieldOf(row, column), value);
      return operator === "eq" ? order === 0 : operator === "gt" ? order > 0 : order < 0;
    };
  };
  const list = (end: string): Condition[] => {
    const conditions = [condition()];
    while (text[at] === ",") {
      at += 1;
      conditions.push(condition());
    }
    if ((text[at] ?? "") !== end) throw new Error(`more than conditions at ${at} of ${text}`);
    return conditions;
  };
  const alternatives = list("");
  return (row) => alternatives.some((one) => one(row));
}

function sorted(rows: Row[], columns: KeysetColumn[]): Row[] {
  return [...rows].sort((a, b) => {
    for (const { column, ascending } of columns) {
      const order = compare(fieldOf(a, column), fieldOf(b, column));
      if (order !== 0) return ascending ? order : -order;
    }
    return 0;
  });
}

/** What a database would answer to a window. */
function evaluate(rows: Row[], { orderBy, limit, from }: KeysetWindow): Row[] {
  if (!from) return sorted(rows, orderBy).slice(0, limit);
  const exact = parseOr(from.or);
  const bound: Condition = (row) => {
    const order = compare(fieldOf(row, from.column), typed(from.column, String(from.value)));
    return from.operator === "gte" ? order >= 0 : order <= 0;
  };
  return sorted(
    rows.filter((row) => bound(row) && exact(row)),
    orderBy,
  ).slice(0, limit);
}

const LIST = "things";

function pageOf(
  rows: Row[],
  columns: [KeysetColumn, ...KeysetColumn[]],
  pageSize: number,
  cursor?: string,
): Page<Row> {
  const window = keysetWindow({ list: LIST, columns, pageSize, place: { cursor } });
  const keyOf = (row: Row) => columns.map(({ column }) => fieldOf(row, column));
  return toPage(evaluate(rows, window), { list: LIST, pageSize, place: { cursor }, keyOf });
}

/** Few values, so that many rows tie; awkward ones, so that quoting matters. */
const rowsArbitrary = fc
  .array(
    fc.record({
      name: fc.constantFrom("a", "b", 'c"', "d,e", "f)", "g(h", "i\\", "j.k", "", "é", " "),
      size: fc.integer({ min: -2, max: 3 }),
    }),
    { maxLength: 40 },
  )
  .map((rows) => rows.map((row, index): Row => ({ ...row, id: String(index).padStart(3, "0") })));
const columnsArbitrary = fc
  .record({
    names: fc.shuffledSubarray(["name", "size"], { minLength: 0 }),
    up: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  })
  .map(({ names, up }): [KeysetColumn, ...KeysetColumn[]] => {
    const [first = "id", ...rest] = [...names, "id"];
    const key = (column: string, index: number) => ({ column, ascending: up[index] ?? true });
    return [key(first, 0), ...rest.map((column, index) => key(column, index + 1))];
  });

describe("pages of a keyset list", () => {
  test("forward and back give exactly the rows of the sorted list, and the ends are known", () => {
    fc.assert(
      fc.property(rowsArbitrary, columnsArbitrary, fc.integer({ min: 1, max: 7 }), (rows, columns, size) => {
        const all = sorted(rows, columns);
        const pages: Page<Row>[] = [];
        for (let cursor: string | undefined, start = 0; ; start += size) {
          const page = pageOf(rows, columns, size, cursor);
          expect(page.rows).toEqual(all.slice(start, start + size));
          expect(page.previous === null).toBe(start === 0);
          expect(page.next === null).toBe(start + size >= all.length);
          pages.push(page);
          if (page.next === null) break;
          cursor = page.next;
        }
        for (let index = pages.length - 1; index > 0; index -= 1) {
          const back = pageOf(rows, columns, size, pages[index]?.previous ?? undefined);
          expect(back.rows).toEqual(pages[index - 1]?.rows);
          expect(back.previous === null).toBe(index === 1);
          expect(back.next).toBe(pages[index - 1]?.next);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("rows that come and go meanwhile neither repeat nor hide the others", () => {
    const columns: [KeysetColumn, ...KeysetColumn[]] = [
      { column: "size", ascending: false },
      { column: "id", ascending: false },
    ];
    const rows = Array.from({ length: 6 }, (_, index) => ({ name: "", size: 1, id: `00${index}` }));
    const first = pageOf(rows, columns, 2);
    const later = [...rows.filter(({ id }) => id !== "004"), { name: "", size: 9, id: "006" }];
    const second = pageOf(later, columns, 2, first.next ?? "");
    expect(second.rows.map(({ id }) => id)).toEqual(["003", "002"]);
  });

  test("an empty list is one page", () => {
    expect(pageOf([], [{ column: "id", ascending: true }], 5)).toEqual({
      rows: [],
      next: null,
      previous: null,
    });
  });
});

describe("a cursor that is not one of this list", () => {
  const columns: [KeysetColumn, ...KeysetColumn[]] = [
    { column: "size", ascending: true },
    { column: "id", ascending: true },
  ];
  const coded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const good = { list: LIST, direction: "after", at: [1, "x"] };
  const codeOf = (cursor: string) => {
    try {
      keysetWindow({ list: LIST, columns, pageSize: 5, place: { cursor } });
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

  test("a value of a tampered one stays a value", () => {
    const name = 'b")),or(id.gt."","x\\';
    const { from } = keysetWindow({
      list: LIST,
      columns: [{ column: "name", ascending: true }],
      pageSize: 5,
      place: { cursor: coded({ ...good, at: [name] }) },
    });
    const matches = parseOr(from?.or ?? "");
    expect(
      ["a", "b", name, `${name}!`, "c"].map((each) => matches({ name: each, size: 0, id: "z" })),
    ).toEqual([false, false, false, true, true]);
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
