import { staffAction } from "~/lib/auth/staff.server";
import { parseExact } from "~/lib/exact-json";
import { retryRequestSchema } from "~/lib/failed-jobs/failed-job-schemas";
import { retryFailedJob } from "~/lib/failed-jobs/retry-failed-job.server";
import { methodNotAllowed, parseBody, parseId } from "~/lib/http.server";
import { sendEvents } from "~/lib/inngest/client.server";

export const loader = methodNotAllowed("POST");
export const action = staffAction(
  "agent",
  async ({ request, params, db, staff, requestId }) => {
    const failedJobId = parseId(params.id, "failed job");
    const { note, version, data, due_at: dueAt } = await parseBody(request, retryRequestSchema, parseExact);
    return retryFailedJob(db, sendEvents, {
      failedJobId,
      actorId: staff.id,
      note,
      version,
      requestId,
      data,
      dueAt,
    });
  },
  202,
);
