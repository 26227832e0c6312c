import { staffResource } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseQuery } from "~/lib/http.server";
import { getOverview } from "~/lib/overview/get-overview.server";
import { overviewQuerySchema } from "~/lib/overview/overview-schemas";

export const loader = staffResource("viewer", async ({ request, db }) =>
  getOverview(db, parseQuery(request, overviewQuerySchema)),
);
export const action = methodNotAllowed("GET");
