import { z } from "zod";
import { staffAction } from "~/lib/auth/staff.server";
import { setBulkState } from "~/lib/bulk/bulk-operations.server";
import { methodNotAllowed, parseBody, parseId } from "~/lib/http.server";
import { sendEvents } from "~/lib/inngest/client.server";

const bodySchema = z.strictObject({ state: z.enum(["running", "paused", "aborted"]) });

export const loader = methodNotAllowed("POST");
export const action = staffAction("agent", async ({ request, params, db, staff, requestId }) => {
  const id = parseId(params.id, "bulk operation");
  const { state } = await parseBody(request, bodySchema);
  return setBulkState(db, sendEvents, { id, state, actorId: staff.id, requestId });
});
