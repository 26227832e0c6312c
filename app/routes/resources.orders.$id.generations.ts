import { staffAction } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseBody, parseId } from "~/lib/http.server";
import { sendEvents } from "~/lib/inngest/client.server";
import { generationRequestSchema } from "~/lib/orders/order-schemas";
import { requestGeneration } from "~/lib/orders/request-generation.server";

export const loader = methodNotAllowed("POST");
export const action = staffAction(
  "agent",
  async ({ request, params, db, staff, requestId }) => {
    const orderId = parseId(params.id, "order");
    const { variant_numbers, reason } = await parseBody(request, generationRequestSchema);
    return requestGeneration(db, sendEvents, {
      orderId,
      variantNumbers: variant_numbers,
      actorId: staff.id,
      reason,
      requestId,
    });
  },
  202,
);
