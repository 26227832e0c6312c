import { serve } from "inngest/remix";
import { env } from "~/lib/env.server";
import { inngest } from "~/lib/inngest/client.server";
import { createFunctions } from "~/lib/inngest/functions.server";

// Made at the first request: the environment is parsed by then.
let handler: ReturnType<typeof serve> | undefined;

/** Where Inngest learns of the functions and calls them; its signature is what guards it. */
export const loader = (args: { request: Request; context?: unknown }) => {
  handler ??= serve({ client: inngest(), functions: createFunctions(), serveOrigin: env().PUBLIC_URL });
  return handler(args);
};
export const action = loader;
