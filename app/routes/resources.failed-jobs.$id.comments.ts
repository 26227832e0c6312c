import { staffAction } from "~/lib/auth/staff.server";
import { commentFailedJob } from "~/lib/failed-jobs/change-failed-job.server";
import { commentRequestSchema } from "~/lib/failed-jobs/failed-job-schemas";
import { methodNotAllowed, parseBody, parseId } from "~/lib/http.server";

export const loader = methodNotAllowed("POST");
export const action = staffAction("agent", async ({ request, params, db, staff, requestId }) => {
  const failedJobId = parseId(params.id, "failed job");
  const body = await parseBody(request, commentRequestSchema);
  await commentFailedJob(db, { ...body, failedJobId, actorId: staff.id, requestId });
  return { commented: true };
});
