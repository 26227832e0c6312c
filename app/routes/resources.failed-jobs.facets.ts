import { staffResource } from "~/lib/auth/staff.server";
import { failedJobFacets } from "~/lib/failed-jobs/facets.server";
import { failedJobFilterSchema } from "~/lib/failed-jobs/failed-job-filter";
import { methodNotAllowed, parseQuery } from "~/lib/http.server";
import { readerOf } from "~/lib/personal-data";

/** How many failures there are of each value of each facet, over the list's filter. */
export const loader = staffResource("viewer", async ({ request, db, staff }) =>
  failedJobFacets(db, parseQuery(request, failedJobFilterSchema), readerOf(staff)),
);
export const action = methodNotAllowed("GET");
