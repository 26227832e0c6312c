import { z } from "zod";
import { says } from "~/lib/errors/issues";

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
  .number(says("page_size_no_number"))
  .int(says("page_size_no_whole_number"))
  .min(1, says("page_size_too_small"))
  .max(MAX_PAGE_SIZE, says("page_size_too_large"))
  .default(DEFAULT_PAGE_SIZE);

const NO_DAY = says("day_malformed");
/** A day as an ISO date. For databases, as for people, no year is 0. */
export const daySchema = z.iso.date(NO_DAY).refine((day) => !day.startsWith("0000"), NO_DAY);

/** In the place of a cursor: the page at the far end. */
export const LAST_PAGE = "last";

/** Where in a list a page is: at the start, by a cursor, or from a day on. */
export const placeShape = {
  cursor: z.string().max(1000).optional(),
  /** The day, in the reader's zone, at which the page begins. Not together with a cursor, which says the place already. */
  from: daySchema.optional(),
};

/** Whether a query says its place once; for `refine`, with TWO_PLACES. */
export function saysOnePlace(query: { cursor?: string | undefined; from?: string | undefined }): boolean {
  return query.cursor === undefined || query.from === undefined;
}
export const TWO_PLACES = { path: ["from"], error: says("two_places") };

/** The query of GET /resources/failed-jobs/rows and of /resources/orders/rows: rows of a list, by their ids. */
export const rowsQuerySchema = z.strictObject({
  ids: z
    .string()
    .transform((ids) => ids.split(","))
    .pipe(z.array(z.guid()).max(MAX_PAGE_SIZE)),
});
