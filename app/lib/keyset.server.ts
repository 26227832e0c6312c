import { z } from "zod";
import { type AppError, refusal } from "~/lib/errors/app-error";
import { LAST_PAGE, type Page } from "~/lib/list-query";
import { type Answer, dataOf } from "~/lib/supabase/check.server";

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

function malformed(cause?: unknown): AppError {
  return refusal("malformed_cursor", {}, { cause });
}

function decode(text: string, list: string): Cursor {
  let cursor: Cursor;
  try {
    cursor = cursorSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch (cause) {
    throw malformed(cause);
  }
  if (cursor.list !== list) {
    throw refusal("foreign_cursor");
  }
  return cursor;
}

function encode(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor), "utf8").toString("base64url");
}

/**
 * Where in a list a page is, for a function in the database that compares whole rows.
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

/**
 * The rows that the database answered for a place in a list.
 *
 * @param doing what was being done, for the error
 * @throws AppError 400 malformed_cursor when the place's values are none of their columns' types; otherwise as `dataOf`
 */
export function rowsAt<R extends Answer>(result: R, place: Place, doing: string) {
  // SQLSTATE class 22: a value that is no date, no uuid. Only a cursor's values are not checked before.
  if (place.cursor !== undefined && result.error?.code?.startsWith("22")) throw malformed(result.error);
  return dataOf(result, doing);
}

/**
 * Makes a page of what the database answered.
 *
 * @param rows in the order in which they were read, with one row too many where there are more
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
