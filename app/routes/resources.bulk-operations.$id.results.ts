import { createReadableStreamFromReadable } from "@remix-run/node";
import { staffResource } from "~/lib/auth/staff.server";
import { getBulkOperation } from "~/lib/failed-jobs/bulk-operations.server";
import { bulkResultsCsv } from "~/lib/failed-jobs/bulk-results.server";
import { methodNotAllowed, parseId } from "~/lib/http.server";
import { missingVariantsResultsCsv } from "~/lib/orders/missing-variants-results.server";

/** The results of all items, as a file. */
export const loader = staffResource("viewer", async ({ params, db }) => {
  const { id, kind } = await getBulkOperation(db, parseId(params.id, "bulk operation"));
  const csv = kind === "generate" ? missingVariantsResultsCsv(db, id) : bulkResultsCsv(db, id);
  return new Response(createReadableStreamFromReadable(csv), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="bulk-${id}.csv"`,
      "cache-control": "no-store",
    },
  });
});
export const action = methodNotAllowed("GET");
