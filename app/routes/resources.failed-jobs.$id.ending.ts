import { staffAction } from "~/lib/auth/staff.server";
import { endRetry } from "~/lib/failed-jobs/change-failed-job.server";
import { endingRequestSchema } from "~/lib/failed-jobs/failed-job-schemas";
import { methodNotAllowed, parseBody, parseId } from "~/lib/http.server";

export const loader = methodNotAllowed("POST");
export const action = staffAction("agent", async ({ request, params, db, staff, requestId }) => {
  const failedJobId = parseId(params.id, "failed job");
  const body = await parseBody(request, endingRequestSchema);
  await endRetry(db, { ...body, version: body.version, failedJobId, actorId: staff.id, requestId });
  return { state: "open" };
});
