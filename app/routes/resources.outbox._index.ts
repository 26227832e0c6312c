import { staffResource } from "~/lib/auth/staff.server";
import { methodNotAllowed } from "~/lib/http.server";
import { listWaitingEvents } from "~/lib/outbox/outbox-page.server";

export const loader = staffResource("viewer", async ({ db }) => listWaitingEvents(db));
export const action = methodNotAllowed("GET");
