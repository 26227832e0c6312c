import { z } from "zod";
import { staffResource } from "~/lib/auth/staff.server";
import { methodNotAllowed, parseQuery } from "~/lib/http.server";
import { positionSchema } from "~/lib/live/live-schemas";
import { pollLive } from "~/lib/live/poll-live.server";

const querySchema = z.strictObject({ since: positionSchema.optional() });

/** The same as one message of the stream, for those whom the stream does not reach. */
export const loader = staffResource("viewer", async ({ request, db }) => {
  const { since } = parseQuery(request, querySchema);
  return (await pollLive(db, since ?? null)).message;
});
export const action = methodNotAllowed("GET");
