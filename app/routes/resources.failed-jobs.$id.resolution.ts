import { staffAction } from "~/lib/auth/staff.server";
import { resolutionRequestSchema } from "~/lib/failed-jobs/failed-job-schemas";
import { resolveFailedJob } from "~/lib/failed-jobs/resolve-failed-job.server";
import { methodNotAllowed, parseBody, parseId } from "~/lib/http.server";

export const loader = methodNotAllowed("POST");
export const action = staffAction("agent", async ({ request, params, db, staff, requestId }) => {
  const failedJobId = parseId(params.id, "failed job");
  const { note, version } = await parseBody(request, resolutionRequestSchema);
  await resolveFailedJob(db, { failedJobId, actorId: staff.id, note, version, requestId });
  return { state: "resolved" };
});
