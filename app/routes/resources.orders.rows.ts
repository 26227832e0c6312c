import { staffResource } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseQuery } from "~/lib/http.server";
import { rowsQuerySchema } from "~/lib/list-query";
import { ordersById } from "~/lib/orders/list-orders.server";
import { maskedOrder } from "~/lib/orders/mask-order";
import { readerOf } from "~/lib/personal-data";

/** Orders as rows of the list, whether or not they match its filter: the desk updates rows in place with them. */
export const loader = staffResource("viewer", async ({ request, db, staff }) => {
  const rows = await ordersById(db, parseQuery(request, rowsQuerySchema).ids);
  return { rows: readerOf(staff).masked ? rows.map(maskedOrder) : rows };
});
export const action = methodNotAllowed("GET");
