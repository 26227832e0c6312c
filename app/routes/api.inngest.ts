import type { LoaderFunctionArgs } from "@remix-run/node";
import { serve } from "inngest/remix";
import { isTooDeep } from "~/lib/bounds";
import { env } from "~/lib/env.server";
import { refusal } from "~/lib/errors/app-error";
import { errorResponse, methodNotAllowed } from "~/lib/http.server";
import { inngest } from "~/lib/inngest/client.server";
import { createFunctions } from "~/lib/inngest/functions.server";
import { requestIdOf } from "~/lib/request-id.server";

/**
 * Inngest itself takes JSON of 10,000 levels (Go's encoding/json); around an event it puts a few of its own. Were fewer taken
 * here, the failure of a run whose event has more would never be heard of.
 */
const DEEPEST = 10_010;

// Made at the first request: the environment is parsed by then.
let handler: ReturnType<typeof serve> | undefined;

/**
 * Refuses what the SDK would answer with 500, which asks for another try: a body that is no JSON, and a call of no function.
 * The body is in memory: the server has read it.
 */
async function requireCall(request: Request): Promise<void> {
  const { searchParams } = new URL(request.url);
  if (request.method === "POST" && !searchParams.get("fnId") && !searchParams.get("probe"))
    throw refusal("no_function");
  const text = await request.clone().text();
  // The SDK takes a PUT without a body.
  if (text === "" && request.method === "PUT") return;
  if (isTooDeep(text, DEEPEST)) throw refusal("too_deep");
  try {
    JSON.parse(text);
  } catch (cause) {
    throw refusal("malformed_json", {}, { cause });
  }
}

const refuseMethod = methodNotAllowed("GET", "POST", "PUT");

/** Where Inngest learns of the functions and calls them; its signature is what guards it. */
export const loader = async (args: LoaderFunctionArgs) => {
  // The SDK would log an error of its own for any other.
  if (!["GET", "POST", "PUT"].includes(args.request.method)) return refuseMethod(args);
  try {
    if (args.request.method !== "GET") await requireCall(args.request);
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
