import { staffResource } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseQuery } from "~/lib/http.server";
import { listOrders } from "~/lib/orders/list-orders.server";
import { orderListQuerySchema } from "~/lib/orders/order-schemas";

export const loader = staffResource("viewer", async ({ request, db }) =>
  listOrders(db, parseQuery(request, orderListQuerySchema)),
);
export const action = methodNotAllowed("GET");
