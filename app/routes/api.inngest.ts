import type { LoaderFunctionArgs } from "@remix-run/node";
import { serve } from "inngest/remix";
import { isTooDeep } from "~/lib/bounds";
import { env } from "~/lib/env.server";
import { AppError } from "~/lib/errors";
import { errorResponse } from "~/lib/http.server";
import { inngest } from "~/lib/inngest/client.server";
import { createFunctions } from "~/lib/inngest/functions.server";
import { requestIdOf } from "~/lib/request-id.server";

// Made at the first request: the environment is parsed by then.
let handler: ReturnType<typeof serve> | undefined;

/** The SDK answers 500 to what is not JSON, and 500 asks for another try. The body is in memory: the server has read it. */
async function requireJson(request: Request): Promise<void> {
  const text = await request.clone().text();
  if (isTooDeep(text)) throw new AppError("too_deep", 400, "The request's body is nested too deeply.");
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new AppError("malformed_json", 400, "The request's body is not valid JSON.", { cause });
  }
}

/** Where Inngest learns of the functions and calls them; its signature is what guards it. */
export const loader = async (args: LoaderFunctionArgs) => {
  try {
    if (args.request.method === "POST") await requireJson(args.request);
  } catch (error) {
    return errorResponse(error, requestIdOf(args.context));
  }
  handler ??= serve({
    client: inngest(),
    functions: createFunctions(),
    serveOrigin: env().PUBLIC_URL,
    // Otherwise a stranger could make this server register its functions with Inngest.
    enableUnauthedSync: false,
  });
  return handler(args);
};
export const action = loader;
