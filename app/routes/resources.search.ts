import { staffResource } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseQuery } from "~/lib/http.server";
import { seesPersonalData } from "~/lib/personal-data";
import { searchEverywhere } from "~/lib/search/search-everywhere.server";
import { searchQuerySchema } from "~/lib/search/search-schemas";

/** Whatever somebody on the phone can name. */
export const loader = staffResource("viewer", async ({ request, db, staff }) => {
  const { q } = parseQuery(request, searchQuerySchema);
  return searchEverywhere(db, q, !seesPersonalData(staff.role));
});
export const action = methodNotAllowed("GET");
