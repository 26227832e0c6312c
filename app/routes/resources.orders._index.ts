import { staffResource } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseQuery } from "~/lib/http.server";
import { listOrders } from "~/lib/orders/list-orders.server";
import { maskedOrder } from "~/lib/orders/mask-order";
import { orderListQuerySchema } from "~/lib/orders/order-schemas";
import { readerOf } from "~/lib/personal-data";

export const loader = staffResource("viewer", async ({ request, db, staff }) => {
  const { masked } = readerOf(staff);
  const page = await listOrders(db, parseQuery(request, orderListQuerySchema), masked);
  return masked ? { ...page, rows: page.rows.map(maskedOrder) } : page;
});
export const action = methodNotAllowed("GET");
