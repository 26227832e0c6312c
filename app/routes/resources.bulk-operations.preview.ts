import { staffAction } from "~/lib/auth/staff.server";
import { previewBulk } from "~/lib/bulk/bulk-operations.server";
import { bulkPreviewRequestSchema } from "~/lib/bulk/bulk-schemas";
import { env } from "~/lib/env.server";
import { methodNotAllowed, parseBody } from "~/lib/http.server";

/** A dry run: it changes nothing, but a selection is too long for an address. */
export const loader = methodNotAllowed("POST");
export const action = staffAction("agent", async ({ request, db, staff }) =>
  previewBulk(db, await parseBody(request, bulkPreviewRequestSchema), staff, env().GENERATION_PRICE_CENTS),
);
