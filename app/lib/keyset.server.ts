import { z } from "zod";
import { AppError } from "~/lib/errors";
import { LAST_PAGE, type Page } from "~/lib/list-query";
import { type Answer, dataOf } from "~/lib/supabase/check.server";

/** One column of a list's order. The last one must be unique, so that every row has one place. */
export interface KeysetColumn {
  column: string;
  ascending: boolean;
  /** Said of the first column when thousands of rows may share a value, such as a day: see `keysetWindows`. */
  tied?: boolean;
}

const cursorSchema = z.strictObject({
  /** Which list it belongs to: the sort and the filters. */
  list: z.string(),
  direction: z.enum(["after", "before"]),
  /** The row's values of the sort columns. Not nullable: a null has no place in an order that can be cut. */
  at: z
    .array(z.union([z.string(), z.number()]))
    .min(1)
    .max(4),
});
type Cursor = z.infer<typeof cursorSchema>;

/** Where in a list a page is. Without anything: at the start. */
export interface Place {
  /** Of the page before or after another, or LAST_PAGE. */
  cursor?: string | undefined;
  /** A value of the first sort column, at which or beyond which the page begins. */
  from?: string | undefined;
}

/** How to ask the database for one page. */
export interface KeysetWindow {
  /** What to order by; reversed for a page before a cursor. */
  orderBy: KeysetColumn[];
  /** One row more than the page has: whether it comes tells if there is another page. */
  limit: number;
  /**
   * Which rows: `or` is exact, in PostgREST's syntax. The bound on the first column says nothing new to a reader,
   * but it is what lets the index start at the right place.
   */
  from: { column: string; operator: "gte" | "lte"; value: string | number; or: string } | null;
}

function malformed(cause?: unknown): AppError {
  return new AppError("malformed_cursor", 400, "This page's address is damaged. Go back to the first page.", {
    cause,
  });
}

function decode(text: string, list: string): Cursor {
  let cursor: Cursor;
  try {
    cursor = cursorSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch (cause) {
    throw malformed(cause);
  }
  if (cursor.list !== list) {
    throw new AppError(
      "foreign_cursor",
      400,
      "This page's address belongs to another sort or filter. Go back to the first page.",
    );
  }
  return cursor;
}

function encode(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor), "utf8").toString("base64url");
}

/** A value inside an `or=(...)` of PostgREST: quoted, since a bare comma or parenthesis would end it. */
function quoted(value: string | number): string {
  return `"${String(value).replace(/[\\"]/g, (character) => `\\${character}`)}"`;
}

/**
 * Works out one page of a keyset list.
 *
 * @param options.list identifies sort and filters, so that a cursor of another list is refused
 * @param options.pageSize rows a page
 * @throws AppError 400 malformed_cursor or foreign_cursor
 */
export function keysetWindow(options: {
  list: string;
  columns: [KeysetColumn, ...KeysetColumn[]];
  pageSize: number;
  place: Place;
}): KeysetWindow {
  const { list, columns, pageSize, place } = options;
  const limit = pageSize + 1;
  const direction = directionOf(place, list);
  if (place.from !== undefined) return { orderBy: columns, limit, from: startingAt(columns[0], place.from) };
  if (place.cursor === undefined || place.cursor === LAST_PAGE)
    return { orderBy: towards(direction, columns), limit, from: null };
  const cursor = decode(place.cursor, list);
  if (cursor.at.length !== columns.length) throw malformed();
  const orderBy = towards(cursor.direction, columns);
  return { orderBy, limit, from: beyond(orderBy, cursor.at) };
}

/**
 * Where in a list a page is, for a function that compares whole rows by itself.
 *
 * @returns the values of the sort columns beyond which the page begins, and whether it is read backwards
 * @throws AppError 400 malformed_cursor or foreign_cursor
 */
export function keysetPlace(list: string, columns: number, { cursor }: Place) {
  if (cursor === undefined || cursor === LAST_PAGE) return { backwards: cursor === LAST_PAGE, at: null };
  const { direction, at } = decode(cursor, list);
  if (at.length !== columns) throw malformed();
  return { backwards: direction === "before", at };
}

function directionOf({ cursor }: Place, list: string): Cursor["direction"] {
  if (cursor === undefined) return "after";
  return cursor === LAST_PAGE ? "before" : decode(cursor, list).direction;
}

/** The rows whose first value is this one, or comes after it. */
function startingAt({ column, ascending }: KeysetColumn, value: string): KeysetWindow["from"] {
  const operator = ascending ? "gte" : "lte";
  return { column, operator, value, or: `${column}.${operator}.${quoted(value)}` };
}

/** The columns to order by for a page in this direction: a page before a cursor is read backwards. */
function towards(direction: Cursor["direction"], columns: KeysetColumn[]): KeysetColumn[] {
  if (direction === "after") return columns;
  return columns.map((key) => ({ ...key, ascending: !key.ascending }));
}

/** The rows that come after one whose values are these, in the order of these columns. */
function beyond(orderBy: KeysetColumn[], values: Cursor["at"]): KeysetWindow["from"] {
  const at = (index: number) => values[index] ?? "";
  // (a, b) > (x, y) written as a > x or (a = x and b > y): PostgREST has no comparison of rows.
  const alternatives = orderBy.map(({ column, ascending }, index) => {
    const equal = orderBy.slice(0, index).map((key, before) => `${key.column}.eq.${quoted(at(before))}`);
    const after = `${column}.${ascending ? "gt" : "lt"}.${quoted(at(index))}`;
    return equal.length === 0 ? after : `and(${[...equal, after].join(",")})`;
  });
  const [first] = orderBy;
  if (!first) return null;
  return {
    column: first.column,
    operator: first.ascending ? "gte" : "lte",
    value: at(0),
    or: alternatives.join(","),
  };
}

/** A window, possibly on those rows alone that share a value. */
export interface KeysetPart extends KeysetWindow {
  equal: { column: string; value: string | number } | null;
}

/**
 * Works out one page of a keyset list whose first column may be tied: in up to two parts, read one after the other
 * until the page is full. First the rows that share the cursor's value, then those beyond it. In one part the index
 * could only start where the value starts, and every row before the cursor that shares it would be read and thrown
 * away: a tenth of the list where nobody said when the song is needed.
 *
 * @throws as `keysetWindow`
 */
export function keysetParts(options: Parameters<typeof keysetWindow>[0]): KeysetPart[] {
  const whole = keysetWindow(options);
  const [first, ...rest] = whole.orderBy;
  const { cursor, from } = options.place;
  if (!whole.from || !first?.tied || cursor === undefined || from !== undefined)
    return [{ ...whole, equal: null }];
  const { at } = decode(cursor, options.list);
  return [
    { ...whole, equal: { column: first.column, value: at[0] ?? "" }, from: beyond(rest, at.slice(1)) },
    { ...whole, equal: null, from: beyond([first], at) },
  ];
}

/**
 * Reads the parts of a page, each only as far as the page still has room.
 *
 * @param read asks the database for at most `limit` rows of a part
 */
export async function readParts<Row>(
  parts: KeysetPart[],
  read: (part: KeysetPart) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const part of parts) {
    const limit = part.limit - rows.length;
    if (limit > 0) rows.push(...(await read({ ...part, limit })));
  }
  return rows;
}

/**
 * The rows that the database answered to a window.
 *
 * @param doing what was being done, for the error
 * @throws AppError 400 malformed_cursor when its values are none of their columns' types; otherwise as `dataOf`
 */
export function windowRows<R extends Answer>(result: R, place: Place, doing: string) {
  // SQLSTATE class 22: a value that is no date, no uuid. Only a cursor's values are not checked before.
  if (place.cursor !== undefined && result.error?.code?.startsWith("22")) throw malformed(result.error);
  return dataOf(result, doing);
}

/**
 * Makes a page of what the database answered to a window.
 *
 * @param rows in the order the window asked for, with one row too many where there are more
 * @param keyOf the row's values of the sort columns, in their order
 */
export function toPage<Row>(
  rows: Row[],
  options: {
    list: string;
    pageSize: number;
    place: Place;
    keyOf: (row: Row) => (string | number)[];
  },
): Page<Row> {
  const { list, pageSize, place, keyOf } = options;
  const direction = directionOf(place, list);
  const more = rows.length > pageSize;
  const page = rows.slice(0, pageSize);
  if (direction === "before") page.reverse();
  const cursorAt = (row: Row | undefined, towards: Cursor["direction"]) =>
    row === undefined ? null : encode({ list, direction: towards, at: keyOf(row) });
  const atStart = place.cursor === undefined && place.from === undefined;
  const atEnd = place.cursor === LAST_PAGE;
  return {
    rows: page,
    next:
      (direction === "before" && !atEnd) || (direction === "after" && more)
        ? cursorAt(page.at(-1), "after")
        : null,
    previous:
      (direction === "after" && !atStart) || (direction === "before" && more)
        ? cursorAt(page[0], "before")
        : null,
  };
}
