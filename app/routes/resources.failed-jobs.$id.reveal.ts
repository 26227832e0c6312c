import { z } from "zod";
import { staffAction } from "~/lib/auth/staff.server";
import { revealFailedJob } from "~/lib/failed-jobs/reveal-failed-job.server";
import { methodNotAllowed, parseBody, parseId } from "~/lib/http.server";

export const loader = methodNotAllowed("POST");
/** The whole payload. A POST, since it is recorded who saw it. */
export const action = staffAction(
  "agent",
  async ({ request, params, db, staff, requestId }) => {
    const failedJobId = parseId(params.id, "failed job");
    await parseBody(request, z.strictObject({}));
    return revealFailedJob(db, { failedJobId, actorId: staff.id, requestId });
  },
  200,
  ["POST"],
  { keepsAnswer: false },
);
