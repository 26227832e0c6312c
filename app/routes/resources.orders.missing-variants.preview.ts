import { staffAction } from "~/lib/auth/staff.server";
import { env } from "~/lib/env.server";
import { methodNotAllowed, parseBody } from "~/lib/http.server";
import { missingVariantsPreviewSchema } from "~/lib/orders/generation-schemas";
import { previewMissingVariants } from "~/lib/orders/missing-variants.server";

/** A dry run: it changes nothing, but a selection is too long for an address. */
export const loader = methodNotAllowed("POST");
export const action = staffAction("agent", async ({ request, db, staff }) => {
  const { selection } = await parseBody(request, missingVariantsPreviewSchema);
  return previewMissingVariants(db, selection, staff.role, env().GENERATION_PRICE_CENTS);
});
