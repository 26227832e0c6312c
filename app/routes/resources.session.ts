import { staffResource } from "~/lib/auth/staff.server";
import { shopTimeZone } from "~/lib/env.server";
import { methodNotAllowed } from "~/lib/http.server";
import { pollLive } from "~/lib/live/poll-live.server";

/**
 * Who is at the desk, and as what; the zone of the shop's days, where it has one; and where the live stream begins. The
 * desk reads nothing before this, so the stream tells of every change since.
 */
export const loader = staffResource("viewer", async ({ staff, db }) => ({
  staff,
  time_zone: shopTimeZone(),
  live_position: (await pollLive(db, null)).message.position,
}));
export const action = methodNotAllowed("GET");
