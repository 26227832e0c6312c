import { staffAction } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseBody } from "~/lib/http.server";
import { sendEvents } from "~/lib/inngest/client.server";
import { sendNow } from "~/lib/outbox/outbox-page.server";
import { sendNowSchema } from "~/lib/outbox/outbox-schemas";

export const loader = methodNotAllowed("POST");
export const action = staffAction("admin", async ({ request, db, staff, requestId }) => {
  const { event_ids: eventIds } = await parseBody(request, sendNowSchema);
  return sendNow(db, sendEvents, { eventIds, actorId: staff.id, requestId });
});
