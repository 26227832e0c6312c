import { staffAction } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseBody } from "~/lib/http.server";
import { sendEvents } from "~/lib/inngest/client.server";
import { missingVariantsRequestSchema } from "~/lib/orders/generation-schemas";
import { startMissingVariants } from "~/lib/orders/missing-variants.server";

export const loader = methodNotAllowed("POST");
export const action = staffAction(
  "agent",
  async ({ request, db, staff, requestId }) =>
    startMissingVariants(db, sendEvents, await parseBody(request, missingVariantsRequestSchema), {
      actorId: staff.id,
      requestId,
    }),
  202,
);
