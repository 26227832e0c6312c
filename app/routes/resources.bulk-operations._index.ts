import { staffAction, staffResource } from "~/lib/auth/staff.server";
import { listBulkOperations, startBulk } from "~/lib/bulk/bulk-operations.server";
import { bulkRequestSchema } from "~/lib/bulk/bulk-schemas";
import { parseBody } from "~/lib/http.server";
import { sendEvents } from "~/lib/inngest/client.server";

export const loader = staffResource("viewer", async ({ db }) => ({
  operations: await listBulkOperations(db),
}));
export const action = staffAction(
  "agent",
  async ({ request, db, staff, requestId }) =>
    startBulk(db, sendEvents, await parseBody(request, bulkRequestSchema), { actorId: staff.id, requestId }),
  202,
  ["GET", "POST"],
);
