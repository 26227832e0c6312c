import { z } from "zod";
import { staffResource } from "~/lib/auth/staff.server";
import { positionInListSchema } from "~/lib/bounds";
import { getBulkOperation } from "~/lib/bulk/bulk-operations.server";
import { listBulkItems } from "~/lib/bulk/bulk-results.server";
import { bulkResultSchema } from "~/lib/bulk/bulk-schemas";
import { methodNotAllowed, parseId, parseQuery } from "~/lib/http.server";
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
  return { ...operation, items: await listBulkItems(db, operation, from, !seesPersonalData(staff.role)) };
});
export const action = methodNotAllowed("GET");
