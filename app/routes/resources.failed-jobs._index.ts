import { staffResource } from "~/lib/auth/staff.server";
import { failedJobListQuerySchema } from "~/lib/failed-jobs/failed-job-schemas";
import { listFailedJobs } from "~/lib/failed-jobs/list-failed-jobs.server";
import { methodNotAllowed, parseQuery } from "~/lib/http.server";

export const loader = staffResource("viewer", async ({ request, db, staff }) =>
  listFailedJobs(db, parseQuery(request, failedJobListQuerySchema), staff.id),
);
export const action = methodNotAllowed("GET");
