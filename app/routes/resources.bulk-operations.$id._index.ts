import { z } from "zod";
import { staffResource } from "~/lib/auth/staff.server";
import { positionInListSchema } from "~/lib/bounds";
import { getBulkOperation } from "~/lib/failed-jobs/bulk-operations.server";
import { listBulkItems } from "~/lib/failed-jobs/bulk-results.server";
import { bulkResultSchema } from "~/lib/failed-jobs/bulk-schemas";
import { methodNotAllowed, parseId, parseQuery } from "~/lib/http.server";
import { listMissingVariantsItems } from "~/lib/orders/missing-variants-results.server";
import { seesPersonalData } from "~/lib/personal-data";

const querySchema = z.strictObject({
  /** The position after which the items begin. */
  after: positionInListSchema.default(0),
  limit: z.coerce.number().int().min(1).max(200).default(100),
  result: bulkResultSchema.optional(),
});

export const loader = staffResource("viewer", async ({ request, params, db, staff }) => {
  const id = parseId(params.id, "bulk operation");
  const from = parseQuery(request, querySchema);
  const operation = await getBulkOperation(db, id);
  const items =
    operation.kind === "generate"
      ? await listMissingVariantsItems(db, id, from)
      : await listBulkItems(db, id, from, !seesPersonalData(staff.role));
  return { ...operation, items };
});
export const action = methodNotAllowed("GET");
