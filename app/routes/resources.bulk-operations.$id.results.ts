import { createReadableStreamFromReadable } from "@remix-run/node";
import { staffResource } from "~/lib/auth/staff.server";
import { getBulkOperation } from "~/lib/bulk/bulk-operations.server";
import { bulkResultsCsv } from "~/lib/bulk/bulk-results.server";
import { methodNotAllowed, parseId } from "~/lib/http.server";

/** The results of all items, as a file. */
export const loader = staffResource("viewer", async ({ params, db }) => {
  const operation = await getBulkOperation(db, parseId(params.id, "bulk operation"));
  return new Response(createReadableStreamFromReadable(bulkResultsCsv(db, operation)), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="bulk-${operation.id}.csv"`,
      "cache-control": "no-store",
    },
  });
});
export const action = methodNotAllowed("GET");
