import { staffResource } from "~/lib/auth/staff.server";
import { maskedFailure } from "~/lib/failed-jobs/mask-failed-job";
import { methodNotAllowed, parseQuery } from "~/lib/http.server";
import { getOverview } from "~/lib/overview/get-overview.server";
import { overviewQuerySchema } from "~/lib/overview/overview-schemas";
import { seesPersonalData } from "~/lib/personal-data";

export const loader = staffResource("viewer", async ({ request, db, staff }) => {
  const overview = await getOverview(db, parseQuery(request, overviewQuerySchema));
  if (seesPersonalData(staff.role)) return overview;
  return { ...overview, due: { ...overview.due, rows: overview.due.rows.map(maskedFailure) } };
});
export const action = methodNotAllowed("GET");
