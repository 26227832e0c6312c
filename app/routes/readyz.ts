import type { LoaderFunctionArgs } from "@remix-run/node";
import { errorResponse } from "~/lib/http.server";
import { requestIdOf } from "~/lib/request-id.server";
import { dataOf } from "~/lib/supabase/check.server";
import { createServiceClient } from "~/lib/supabase/clients.server";

/** Whether requests can be served: the database answers, and its schema is there. */
export const loader = async ({ context }: LoaderFunctionArgs) => {
  try {
    dataOf(
      await createServiceClient().from("staff_members").select("user_id").limit(1),
      "reach the database",
    );
    return new Response("ready\n", { headers: { "cache-control": "no-store" } });
  } catch (error) {
    const response = errorResponse(error, requestIdOf(context));
    return new Response(response.body, { status: 503, headers: response.headers });
  }
};
