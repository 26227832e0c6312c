import { z } from "zod";

/** A page is at most this long: above it one answer takes longer than a person waits. */
export const MAX_PAGE_SIZE = 200;
export const DEFAULT_PAGE_SIZE = 25;

/** One page of a list that is cut by keyset: cursors instead of page numbers. */
export interface Page<Row> {
  rows: Row[];
  /** The cursor of the page after this one; null at the end. */
  next: string | null;
  /** The cursor of the page before this one; null at the start. */
  previous: string | null;
}

export const sortOrderSchema = z.enum(["asc", "desc"]);
export type SortOrder = z.infer<typeof sortOrderSchema>;

export const pageSizeSchema = z.coerce
  .number("The page size must be a number.")
  .int("The page size must be a whole number.")
  .min(1, "The page size must be at least 1.")
  .max(MAX_PAGE_SIZE, `The page size must be at most ${MAX_PAGE_SIZE}.`)
  .default(DEFAULT_PAGE_SIZE);
