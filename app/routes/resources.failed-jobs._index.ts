import { staffResource } from "~/lib/auth/staff.server";
import { failedJobListQuerySchema } from "~/lib/failed-jobs/failed-job-schemas";
import { listFailedJobs } from "~/lib/failed-jobs/list-failed-jobs.server";
import { maskedFailure } from "~/lib/failed-jobs/mask-failed-job";
import { methodNotAllowed, parseQuery } from "~/lib/http.server";
import { readerOf } from "~/lib/personal-data";

export const loader = staffResource("viewer", async ({ request, db, staff }) => {
  const reader = readerOf(staff);
  const page = await listFailedJobs(db, parseQuery(request, failedJobListQuerySchema), reader);
  return reader.masked ? { ...page, rows: page.rows.map(maskedFailure) } : page;
});
export const action = methodNotAllowed("GET");
