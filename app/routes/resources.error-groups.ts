import { staffResource } from "~/lib/auth/staff.server";
import { errorGroupQuerySchema } from "~/lib/failed-jobs/error-group-schemas";
import { listErrorGroups } from "~/lib/failed-jobs/error-groups.server";
import { methodNotAllowed, parseQuery } from "~/lib/http.server";
import { readerOf } from "~/lib/personal-data";

export const loader = staffResource("viewer", async ({ request, db, staff }) => {
  const query = parseQuery(request, errorGroupQuerySchema);
  return { days: query.days, groups: await listErrorGroups(db, query, readerOf(staff)) };
});
export const action = methodNotAllowed("GET");
