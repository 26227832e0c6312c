import { staffAction } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseBody, parseId } from "~/lib/http.server";
import { cancelGeneration } from "~/lib/orders/cancel-generation.server";
import { cancellationRequestSchema } from "~/lib/orders/generation-schemas";

export const loader = methodNotAllowed("POST");
export const action = staffAction("agent", async ({ request, params, db, staff, requestId }) => {
  const orderId = parseId(params.id, "order");
  const { variant_numbers, reason } = await parseBody(request, cancellationRequestSchema);
  return cancelGeneration(db, {
    orderId,
    variantNumbers: variant_numbers,
    actorId: staff.id,
    reason,
    requestId,
  });
});
