import { listStaff } from "~/lib/auth/manage-staff.server";
import { staffResource } from "~/lib/auth/staff.server";
import { methodNotAllowed } from "~/lib/http.server";

/** Who a failure can be given to. */
export const loader = staffResource("viewer", async ({ db }) => ({ staff: await listStaff(db) }));
export const action = methodNotAllowed("GET");
