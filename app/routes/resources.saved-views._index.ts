import { staffAction, staffResource } from "~/lib/auth/staff.server";
import { parseBody, parseQuery } from "~/lib/http.server";
import { savedViewListQuerySchema, savedViewRequestSchema } from "~/lib/saved-views/saved-view-schemas";
import { createSavedView, listSavedViews } from "~/lib/saved-views/saved-views.server";

export const loader = staffResource("viewer", async ({ request, db, staff }) => ({
  views: await listSavedViews(db, staff, parseQuery(request, savedViewListQuerySchema).list),
}));
export const action = staffAction(
  "viewer",
  async ({ request, db, staff, requestId }) =>
    createSavedView(db, await parseBody(request, savedViewRequestSchema), { actorId: staff.id, requestId }),
  201,
  ["GET", "POST"],
);
