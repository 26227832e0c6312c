import { staffAction } from "~/lib/auth/staff.server";
import { env } from "~/lib/env.server";
import { methodNotAllowed, parseBody, parseId } from "~/lib/http.server";
import { sendEvents } from "~/lib/inngest/client.server";
import { generationRequestSchema } from "~/lib/orders/generation-schemas";
import { requestGeneration } from "~/lib/orders/request-generation.server";

export const loader = methodNotAllowed("POST");
export const action = staffAction(
  "agent",
  async ({ request, params, db, staff, requestId }) => {
    const orderId = parseId(params.id, "order");
    const { variant_numbers, reason, brief } = await parseBody(request, generationRequestSchema);
    return requestGeneration(
      db,
      sendEvents,
      { orderId, variantNumbers: variant_numbers, actorId: staff.id, reason, brief, requestId },
      env().GENERATION_PRICE_CENTS,
    );
  },
  202,
);
