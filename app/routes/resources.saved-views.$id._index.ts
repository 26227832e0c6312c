import { staffAction } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseBody, parseId } from "~/lib/http.server";
import { savedViewChangeSchema } from "~/lib/saved-views/saved-view-schemas";
import { changeSavedView } from "~/lib/saved-views/saved-views.server";

export const loader = methodNotAllowed("POST");
/** Renames it, shares it or takes it back, or sets it to another query. */
export const action = staffAction("viewer", async ({ request, params, db, staff, requestId }) => {
  const id = parseId(params.id, "saved view");
  const change = await parseBody(request, savedViewChangeSchema);
  return changeSavedView(db, id, change, { actorId: staff.id, requestId });
});
