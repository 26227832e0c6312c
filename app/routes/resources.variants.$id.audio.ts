import { requireVariantAudio } from "~/lib/audio/require-variant-audio.server";
import { streamAudio } from "~/lib/audio/stream-audio.server";
import { staffResource } from "~/lib/auth/staff.server";
import { env } from "~/lib/env.server";
import { methodNotAllowed, parseId } from "~/lib/http.server";

/** What the desk's player plays: any variant that is complete, for everybody on the staff. */
export const loader = staffResource("viewer", async ({ request, params, db }) => {
  const audio = await requireVariantAudio(db, parseId(params.id, "variant"));
  const { SUPABASE_URL, SUPABASE_SECRET_KEY } = env();
  return streamAudio(request, audio, { url: SUPABASE_URL, secretKey: SUPABASE_SECRET_KEY });
});
export const action = methodNotAllowed("GET");
