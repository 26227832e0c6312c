import { staffAction } from "~/lib/auth/staff.server";
import { erasureRequestSchema } from "~/lib/customers/customer-schemas";
import { eraseCustomer } from "~/lib/customers/erase-customer.server";
import { methodNotAllowed, parseBody, parseId } from "~/lib/http.server";
import { sendEvents } from "~/lib/inngest/client.server";

export const loader = methodNotAllowed("POST");
export const action = staffAction("admin", async ({ request, params, db, staff, requestId }) => {
  const customerId = parseId(params.id, "customer");
  const { reason } = await parseBody(request, erasureRequestSchema);
  return eraseCustomer(db, sendEvents, { customerId, actorId: staff.id, reason, requestId });
});
