import { staffResource } from "~/lib/auth/staff.server";
import { errorGroupQuerySchema, listErrorGroups } from "~/lib/failed-jobs/error-groups.server";
import { methodNotAllowed, parseQuery } from "~/lib/http.server";

export const loader = staffResource("viewer", async ({ request, db }) => {
  const { days } = parseQuery(request, errorGroupQuerySchema);
  return { days, groups: await listErrorGroups(db, days) };
});
export const action = methodNotAllowed("GET");
