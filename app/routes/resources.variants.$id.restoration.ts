import { staffAction } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseBody, parseId } from "~/lib/http.server";
import { restorationRequestSchema } from "~/lib/orders/generation-schemas";
import { restoreFormerSong } from "~/lib/orders/restore-former-song.server";

export const loader = methodNotAllowed("POST");
export const action = staffAction("agent", async ({ request, params, db, staff, requestId }) => {
  const variantId = parseId(params.id, "variant");
  const { song_id: songId, reason } = await parseBody(request, restorationRequestSchema);
  return restoreFormerSong(db, { variantId, songId, reason, actorId: staff.id, requestId });
});
