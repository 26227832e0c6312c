import { staffResource } from "~/lib/auth/staff.server";
import { shopTimeZone } from "~/lib/env.server";
import { methodNotAllowed } from "~/lib/http.server";
import { pollLive } from "~/lib/live/poll-live.server";

/**
 * Who is at the desk, and as what; the zone of the shop's days, where it has one; and from where on the live stream tells
 * what the desk has not read yet: it reads nothing before this.
 */
export const loader = staffResource("viewer", async ({ staff, db }) => ({
  staff,
  time_zone: shopTimeZone(),
  live_position: (await pollLive(db, null)).message.position,
}));
export const action = methodNotAllowed("GET");
