import { customerPath, failedJobPath, orderPath } from "~/admin/addresses/paths";
import type { SearchResult } from "~/lib/search/search-schemas";

/** The page of something that was found; a song's is that of its order. */
export function resultPath({ kind, id, order_id }: SearchResult): string {
  if (kind === "customer") return customerPath(id);
  if (kind === "failure") return failedJobPath(id);
  return orderPath(order_id ?? id);
}
