import type { ActionFunctionArgs } from "@remix-run/node";
import { inviteStaff, listInvitations } from "~/lib/auth/invite-staff.server";
import { listStaff } from "~/lib/auth/manage-staff.server";
import { hasRole } from "~/lib/auth/roles";
import { staffResource } from "~/lib/auth/staff.server";
import { newStaffSchema } from "~/lib/auth/staff-schemas";
import { env } from "~/lib/env.server";
import { methodNotAllowed, parseBody } from "~/lib/http.server";

/** Who is staff: also whom a failure can be given to. Who is invited is told to those who can invite. */
export const loader = staffResource("viewer", async ({ db, staff }) => {
  const [members, invitations] = await Promise.all([
    listStaff(db),
    hasRole(staff.role, "admin") ? listInvitations(db) : [],
  ]);
  return { staff: members, invitations };
});

const invite = staffResource(
  "admin",
  async ({ request, db, staff, requestId }) => {
    const { email, full_name: fullName, role, delivery } = await parseBody(request, newStaffSchema);
    const by = { actorId: staff.id, requestId };
    return inviteStaff(db, { email, fullName, role }, { delivery, publicUrl: env().PUBLIC_URL }, by);
  },
  201,
);
const refuseMethod = methodNotAllowed("GET", "POST");

/** Invites somebody. Idempotency keys are not honoured: with one, a link that gives rights would be kept for a day. */
export const action = async (args: ActionFunctionArgs): Promise<Response> =>
  args.request.method === "POST" ? invite(args) : refuseMethod(args);
