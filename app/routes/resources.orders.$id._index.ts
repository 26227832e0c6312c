import { staffResource } from "~/lib/auth/staff.server";
import { env } from "~/lib/env.server";
import { methodNotAllowed, parseId } from "~/lib/http.server";
import { getOrder } from "~/lib/orders/get-order.server";
import { maskedDetail } from "~/lib/orders/mask-order";
import { seesPersonalData } from "~/lib/personal-data";

export const loader = staffResource("viewer", async ({ params, db, staff }) => {
  const order = await getOrder(db, parseId(params.id, "order"), env().GENERATION_PRICE_CENTS);
  return seesPersonalData(staff.role) ? order : maskedDetail(order);
});
export const action = methodNotAllowed("GET");
