import { changeStaff } from "~/lib/auth/manage-staff.server";
import { staffAction } from "~/lib/auth/staff.server";
import { staffChangeSchema } from "~/lib/auth/staff-schemas";
import { methodNotAllowed, parseBody, parseId } from "~/lib/http.server";

export const loader = methodNotAllowed("POST");
/** Changes a member's role or name, or disables or enables them. Their next request counts under it. */
export const action = staffAction("admin", async ({ request, params, db, staff, requestId }) => {
  const user_id = parseId(params.id, "member of staff");
  const { role, full_name: fullName, disabled } = await parseBody(request, staffChangeSchema);
  const by = { actorId: staff.id, requestId };
  return { member: await changeStaff(db, { user_id }, { role, fullName, disabled }, by) };
});
