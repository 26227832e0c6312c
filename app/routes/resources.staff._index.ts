import type { ActionFunctionArgs } from "@remix-run/node";
import { addStaff, listStaff } from "~/lib/auth/manage-staff.server";
import { staffResource } from "~/lib/auth/staff.server";
import { newStaffSchema } from "~/lib/auth/staff-schemas";
import { methodNotAllowed, parseBody } from "~/lib/http.server";
import { createAnonClient } from "~/lib/supabase/clients.server";

/** Who is staff: also whom a failure can be given to. */
export const loader = staffResource("viewer", async ({ db }) => ({ staff: await listStaff(db) }));

const add = staffResource(
  "admin",
  async ({ request, db, staff, requestId }) => {
    const { email, full_name: fullName, role } = await parseBody(request, newStaffSchema);
    const by = { actorId: staff.id, requestId };
    return addStaff(db, createAnonClient(), { email, fullName, role }, by);
  },
  201,
);
const refuse = methodNotAllowed("GET", "POST");

/** Makes somebody staff. Idempotency keys are not honoured: with one, a new password would be kept for a day. */
export const action = async (args: ActionFunctionArgs): Promise<Response> =>
  args.request.method === "POST" ? add(args) : refuse(args);
