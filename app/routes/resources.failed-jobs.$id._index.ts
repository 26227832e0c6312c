import { staffResource } from "~/lib/auth/staff.server";
import { getFailedJob } from "~/lib/failed-jobs/get-failed-job.server";
import { maskedFailureDetail } from "~/lib/failed-jobs/mask-failed-job";
import { methodNotAllowed, parseId } from "~/lib/http.server";
import { seesPersonalData } from "~/lib/personal-data";

export const loader = staffResource("viewer", async ({ params, db, staff }) => {
  const job = await getFailedJob(db, parseId(params.id, "failed job"));
  return seesPersonalData(staff.role) ? job : maskedFailureDetail(job);
});
export const action = methodNotAllowed("GET");
