import { staffAction } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseBody, parseId } from "~/lib/http.server";
import { presenceRequestSchema } from "~/lib/live/live-schemas";
import { markPresence } from "~/lib/live/mark-presence.server";

export const loader = methodNotAllowed("POST");
export const action = staffAction("viewer", async ({ request, params, db, staff }) => {
  const failedJobId = parseId(params.id, "failed job");
  const { here } = await parseBody(request, presenceRequestSchema);
  return markPresence(db, { failedJobId, staffId: staff.id, here });
});
