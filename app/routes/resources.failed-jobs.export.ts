import { createReadableStreamFromReadable } from "@remix-run/node";
import { staffResource } from "~/lib/auth/staff.server";
import { exportFailedJobs } from "~/lib/failed-jobs/export-failed-jobs.server";
import { failedJobExportQuerySchema } from "~/lib/failed-jobs/failed-job-schemas";
import { methodNotAllowed, parseQuery } from "~/lib/http.server";
import { seesPersonalData } from "~/lib/personal-data";

/** All failures of a filter, as a file. Whoever may read them in the list may take them away; it is recorded. */
export const loader = staffResource("viewer", async ({ request, db, staff, requestId }) => {
  const { sort, ...filter } = parseQuery(request, failedJobExportQuerySchema);
  const masked = !seesPersonalData(staff.role);
  const csv = await exportFailedJobs(db, filter, sort, { actorId: staff.id, requestId, masked });
  const day = new Date().toISOString().slice(0, 10);
  return new Response(createReadableStreamFromReadable(csv), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="failed-jobs-${day}.csv"`,
      "cache-control": "no-store",
    },
  });
});
export const action = methodNotAllowed("GET");
