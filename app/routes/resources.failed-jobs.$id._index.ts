import { staffResource } from "~/lib/auth/staff.server";
import { getFailedJob } from "~/lib/failed-jobs/get-failed-job.server";
import { methodNotAllowed, parseId } from "~/lib/http.server";

export const loader = staffResource("viewer", async ({ params, db }) =>
  getFailedJob(db, parseId(params.id, "failed job")),
);
export const action = methodNotAllowed("GET");
