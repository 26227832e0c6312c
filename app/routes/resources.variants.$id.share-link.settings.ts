import { staffAction } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseBody, parseId } from "~/lib/http.server";
import { changeShareLink } from "~/lib/share/change-share-link.server";
import { shareLinkSettingsSchema } from "~/lib/share/share-link-schemas";

export const loader = methodNotAllowed("POST");
export const action = staffAction("agent", async ({ request, params, db, staff, requestId }) => {
  const variantId = parseId(params.id, "variant");
  const { note, version, ...settings } = await parseBody(request, shareLinkSettingsSchema);
  const link = { variantId, note, version, actorId: staff.id, requestId };
  return changeShareLink(db, { ...link, change: "set", settings });
});
