import { staffResource } from "~/lib/auth/staff.server";
import { shopTimeZone } from "~/lib/env.server";
import { methodNotAllowed } from "~/lib/http.server";

/** Who is at the desk, and as what; and the zone of the shop's days, where it has one. */
export const loader = staffResource("viewer", async ({ staff }) => ({ staff, time_zone: shopTimeZone() }));
export const action = methodNotAllowed("GET");
