import { z } from "zod";
import { staffResource } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseQuery } from "~/lib/http.server";
import { positionSchema } from "~/lib/live/live-schemas";
import { liveStream, liveStreamHead } from "~/lib/live/live-stream.server";
import { serverHub } from "~/lib/live/server-hub.server";

const querySchema = z.strictObject({ since: positionSchema.optional() });

/** What changes, as it changes: server-sent events. A browser that comes back says its position in a header. */
export const loader = staffResource("viewer", async ({ request, staff, sessionId, stopping }) => {
  const { since } = parseQuery(request, querySchema);
  if (request.method === "HEAD") return liveStreamHead();
  const resumed = positionSchema.safeParse(request.headers.get("last-event-id"));
  return liveStream(serverHub(), {
    staffId: staff.id,
    sessionId,
    since: resumed.success ? resumed.data : (since ?? null),
    until: [request.signal, stopping],
  });
});
export const action = methodNotAllowed("GET");
