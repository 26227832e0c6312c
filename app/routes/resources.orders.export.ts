import { createReadableStreamFromReadable } from "@remix-run/node";
import { staffResource } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseQuery } from "~/lib/http.server";
import { exportOrders } from "~/lib/orders/export-orders.server";
import { orderExportQuerySchema } from "~/lib/orders/order-schemas";
import { seesPersonalData } from "~/lib/personal-data";

/** All orders that the list's filter shows, as a file. */
export const loader = staffResource("viewer", async ({ request, db, staff, requestId }) => {
  const csv = await exportOrders(db, parseQuery(request, orderExportQuerySchema), {
    actorId: staff.id,
    requestId,
    signal: request.signal,
    masked: !seesPersonalData(staff.role),
  });
  return new Response(createReadableStreamFromReadable(csv), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="orders-${new Date().toISOString().slice(0, 10)}.csv"`,
      "cache-control": "no-store",
    },
  });
});
export const action = methodNotAllowed("GET");
