import { staffAction, staffResource } from "~/lib/auth/staff.server";
import { parseBody } from "~/lib/http.server";
import { savedViewRequestSchema } from "~/lib/saved-views/saved-view-schemas";
import { createSavedView, listSavedViews } from "~/lib/saved-views/saved-views.server";

export const loader = staffResource("viewer", async ({ db, staff }) => ({
  views: await listSavedViews(db, staff),
}));
export const action = staffAction(
  "viewer",
  async ({ request, db, staff, requestId }) =>
    createSavedView(db, await parseBody(request, savedViewRequestSchema), { actorId: staff.id, requestId }),
  201,
  ["GET", "POST"],
);
