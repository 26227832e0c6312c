import { staffResource } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseQuery } from "~/lib/http.server";
import { listWaitingEvents } from "~/lib/outbox/outbox-page.server";
import { outboxQuerySchema } from "~/lib/outbox/outbox-schemas";
import { seesPersonalData } from "~/lib/personal-data";

export const loader = staffResource("viewer", async ({ request, db, staff }) =>
  listWaitingEvents(db, parseQuery(request, outboxQuerySchema).state, !seesPersonalData(staff.role)),
);
export const action = methodNotAllowed("GET");
