import { staffResource } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseQuery } from "~/lib/http.server";
import { listWaitingEvents } from "~/lib/outbox/outbox-page.server";
import { outboxQuerySchema } from "~/lib/outbox/outbox-schemas";

export const loader = staffResource("viewer", async ({ request, db }) =>
  listWaitingEvents(db, parseQuery(request, outboxQuerySchema).state),
);
export const action = methodNotAllowed("GET");
