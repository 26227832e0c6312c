import { staffResource } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseId, parseQuery } from "~/lib/http.server";
import { maskedTimeline } from "~/lib/orders/mask-order";
import { timelineQuerySchema } from "~/lib/orders/order-schemas";
import { findNamesOfOrder, readTimeline } from "~/lib/orders/order-timeline.server";
import { seesPersonalData } from "~/lib/personal-data";

/** Earlier entries of an order's timeline. */
export const loader = staffResource("viewer", async ({ request, params, db, staff }) => {
  const { before } = parseQuery(request, timelineQuerySchema);
  const orderId = parseId(params.id, "order");
  const timeline = await readTimeline(db, orderId, before);
  if (seesPersonalData(staff.role)) return timeline;
  return maskedTimeline(timeline, await findNamesOfOrder(db, orderId));
});
export const action = methodNotAllowed("GET");
