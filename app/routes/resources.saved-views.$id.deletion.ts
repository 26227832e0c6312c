import { staffAction } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseId } from "~/lib/http.server";
import { deleteSavedView } from "~/lib/saved-views/saved-views.server";

export const loader = methodNotAllowed("POST");
export const action = staffAction("viewer", async ({ params, db, staff, requestId }) =>
  deleteSavedView(db, parseId(params.id, "saved view"), { actorId: staff.id, requestId }),
);
