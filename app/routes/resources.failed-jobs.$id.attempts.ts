import { staffResource } from "~/lib/auth/staff.server";
import { readEarlierAttempts } from "~/lib/failed-jobs/failed-job-history.server";
import { attemptsQuerySchema } from "~/lib/failed-jobs/failed-job-schemas";
import { findNamesOfFailure } from "~/lib/failed-jobs/get-failed-job.server";
import { maskedAttempt } from "~/lib/failed-jobs/mask-failed-job";
import { methodNotAllowed, parseId, parseQuery } from "~/lib/http.server";
import { seesPersonalData } from "~/lib/personal-data";

/** The attempts of a failure before one of them, the latest first. */
export const loader = staffResource("viewer", async ({ request, params, db, staff }) => {
  const id = parseId(params.id, "failed job");
  const page = await readEarlierAttempts(db, id, parseQuery(request, attemptsQuerySchema).before);
  if (seesPersonalData(staff.role)) return page;
  const named = await findNamesOfFailure(db, id);
  return { ...page, attempts: page.attempts.map((attempt) => maskedAttempt(attempt, named)) };
});
export const action = methodNotAllowed("GET");
