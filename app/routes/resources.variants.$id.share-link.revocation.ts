import { staffAction } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseBody, parseId } from "~/lib/http.server";
import { changeShareLink } from "~/lib/share/change-share-link.server";
import { shareLinkChangeSchema } from "~/lib/share/share-link-schemas";

export const loader = methodNotAllowed("POST");
export const action = staffAction("agent", async ({ request, params, db, staff, requestId }) => {
  const variantId = parseId(params.id, "variant");
  const { note, version } = await parseBody(request, shareLinkChangeSchema);
  return changeShareLink(db, { variantId, change: "revoke", note, version, actorId: staff.id, requestId });
});
