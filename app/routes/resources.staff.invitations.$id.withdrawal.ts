import { withdrawInvitation } from "~/lib/auth/invite-staff.server";
import { staffAction } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseId } from "~/lib/http.server";

export const loader = methodNotAllowed("POST");
/** Takes an invitation back. */
export const action = staffAction("admin", async ({ params, db, staff, requestId }) => {
  await withdrawInvitation(db, parseId(params.id, "invitation"), { actorId: staff.id, requestId });
  return { withdrawn: true };
});
