import { staffResource } from "~/lib/auth/staff.server";
import { getCustomer } from "~/lib/customers/get-customer.server";
import { methodNotAllowed, parseId } from "~/lib/http.server";
import { seesPersonalData } from "~/lib/personal-data";

export const loader = staffResource("viewer", async ({ params, db, staff }) =>
  getCustomer(db, parseId(params.id, "customer"), !seesPersonalData(staff.role)),
);
export const action = methodNotAllowed("GET");
