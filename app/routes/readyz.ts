import type { LoaderFunctionArgs } from "@remix-run/node";
import { refusal } from "~/lib/errors/app-error";
import { errorResponse } from "~/lib/http.server";
import { requestIdOf } from "~/lib/request-id.server";
import { requireSchema } from "~/lib/supabase/schema-version.server";

/**
 * Whether requests should come here: the process is sound and not about to stop, the database answers over the same
 * connections that requests use, and its schema is the one that this server needs.
 */
export const loader = async ({ context }: LoaderFunctionArgs) => {
  try {
    const reason = context.whyNotReady?.() ?? null;
    if (reason !== null) throw refusal(reason);
    await requireSchema();
    return new Response("ready\n", { headers: { "cache-control": "no-store" } });
  } catch (error) {
    const response = errorResponse(error, requestIdOf(context));
    return new Response(response.body, { status: 503, headers: response.headers });
  }
};
