import type { z } from "zod";
import { changedListAddress } from "~/admin/lists/list-address";

/**
 * The query that a view keeps, without "?": the filter and the way of looking, but neither the place nor the row.
 *
 * @param schema of the query that the list takes
 */
export function viewQueryOf(schema: z.ZodObject, search: string): string {
  const shown = new URLSearchParams(search);
  shown.delete("limit");
  const params = new URLSearchParams(changedListAddress(schema, shown, {}));
  params.sort();
  return params.toString();
}

/** Whether an address shows what a view keeps, in whatever order it is written. @param schema of the list's query */
export function isView(schema: z.ZodObject, query: string, search: string): boolean {
  return viewQueryOf(schema, query) === viewQueryOf(schema, search);
}
