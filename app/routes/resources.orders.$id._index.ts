import { staffResource } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseId } from "~/lib/http.server";
import { getOrder } from "~/lib/orders/get-order.server";

export const loader = staffResource("viewer", async ({ params, db }) =>
  getOrder(db, parseId(params.id, "order")),
);
export const action = methodNotAllowed("GET");
