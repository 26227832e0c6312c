import { staffResource } from "~/lib/auth/staff.server";
import { shopTimeZone } from "~/lib/env.server";
import { errorKinds } from "~/lib/failed-jobs/error-kinds.server";
import { json, methodNotAllowed } from "~/lib/http.server";
import { pollLive } from "~/lib/live/poll-live.server";

/**
 * Who is at the desk, and as what; the zone of the shop's days, where it has one; the kinds of error, with what each is
 * called; and where the live stream begins. The desk reads nothing before this, so the stream tells of every change since.
 */
export const loader = staffResource("viewer", async ({ staff, db }) => {
  const [live, { kinds }] = await Promise.all([pollLive(db, null), errorKinds(db)]);
  const session = {
    staff,
    time_zone: shopTimeZone(),
    error_kinds: kinds.map(({ kind, label, sentence, action }) => ({ kind, label, sentence, action })),
    live_position: live.message.position,
  };
  // A whole answer, which nothing is masked in: a customer may be called like a word of a label.
  return json(session);
});
export const action = methodNotAllowed("GET");
