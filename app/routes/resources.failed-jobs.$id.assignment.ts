import { staffAction } from "~/lib/auth/staff.server";
import { assignFailedJob } from "~/lib/failed-jobs/change-failed-job.server";
import { assignmentRequestSchema } from "~/lib/failed-jobs/failed-job-schemas";
import { methodNotAllowed, parseBody, parseId } from "~/lib/http.server";

export const loader = methodNotAllowed("POST");
export const action = staffAction("agent", async ({ request, params, db, staff, requestId }) => {
  const failedJobId = parseId(params.id, "failed job");
  const body = await parseBody(request, assignmentRequestSchema);
  await assignFailedJob(db, { ...body, version: body.version, failedJobId, actorId: staff.id, requestId });
  return { assignee: body.assignee };
});
