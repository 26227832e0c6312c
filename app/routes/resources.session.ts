import { staffResource } from "~/lib/auth/staff.server";
import { methodNotAllowed } from "~/lib/http.server";

/** Who is at the desk, and as what. */
export const loader = staffResource("viewer", async ({ staff }) => ({ staff }));
export const action = methodNotAllowed("GET");
