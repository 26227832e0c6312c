import type { LoaderFunctionArgs } from "@remix-run/node";
import { refusal } from "~/lib/errors/app-error";
import { errorResponse } from "~/lib/http.server";
import { requestIdOf } from "~/lib/request-id.server";
import { dataOf } from "~/lib/supabase/check.server";
import { createServiceClient } from "~/lib/supabase/clients.server";

/** Longer than a healthy database takes: a pool that hangs answers nothing, and this has to. */
const ANSWERS_WITHIN_MS = 5_000;

/**
 * Whether requests should come here: the process is sound and not about to stop, the database answers over the same
 * connections that requests use, and its schema is there.
 */
export const loader = async ({ context }: LoaderFunctionArgs) => {
  try {
    const reason = context.whyNotReady?.() ?? null;
    if (reason !== null) throw refusal(reason);
    dataOf(
      await createServiceClient()
        .from("staff_members")
        .select("user_id")
        .limit(1)
        .abortSignal(AbortSignal.timeout(ANSWERS_WITHIN_MS)),
      "reach the database",
    );
    return new Response("ready\n", { headers: { "cache-control": "no-store" } });
  } catch (error) {
    const response = errorResponse(error, requestIdOf(context));
    return new Response(response.body, { status: 503, headers: response.headers });
  }
};
