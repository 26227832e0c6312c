import { staffResource } from "~/lib/auth/staff.server";
import { failedJobsById } from "~/lib/failed-jobs/list-failed-jobs.server";
import { maskedFailure } from "~/lib/failed-jobs/mask-failed-job";
import { methodNotAllowed, parseQuery } from "~/lib/http.server";
import { rowsQuerySchema } from "~/lib/list-query";
import { readerOf } from "~/lib/personal-data";

/** Failures as rows of the list, whether or not they match its filter: the desk updates rows in place with them. */
export const loader = staffResource("viewer", async ({ request, db, staff }) => {
  const rows = await failedJobsById(db, parseQuery(request, rowsQuerySchema).ids, "newest");
  return { rows: readerOf(staff).masked ? rows.map(maskedFailure) : rows };
});
export const action = methodNotAllowed("GET");
