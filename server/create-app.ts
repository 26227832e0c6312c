import type { ServerBuild } from "@remix-run/node";
import compression from "compression";
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import type { Env } from "../app/lib/env.server";
import { log } from "../app/lib/log.server";
import { originCheck } from "./origin-check";
import { remixHandler } from "./remix-handler";
import { requestLog } from "./request-log";
import { allowOtherSites, securityHeaders } from "./security-headers";

/** What the web server is made of. */
export interface AppParts {
  env: Env;
  build: ServerBuild | (() => Promise<ServerBuild>);
  /** Serves the client's files: the built ones, or Vite's. */
  assets: RequestHandler[];
  /** Aborted when the server stops, so that answers that would go on for ever end. */
  stopping: AbortSignal;
}

/** Audio is compressed already, and a compressed answer would have no byte ranges. */
const compress = compression({
  filter: (request, response) =>
    !String(response.getHeader("content-type") ?? "").startsWith("audio/") &&
    compression.filter(request, response),
});

/** What no route has answered: an address that cannot be decoded, or a defect. Neither is shown, only the latter is logged. */
const answerError: ErrorRequestHandler = (error, _request, response, next) => {
  const malformed = error instanceof URIError;
  const request_id = response.locals.requestId;
  if (!malformed) log().error({ err: error, request_id }, "request failed");
  if (response.headersSent) {
    next(error);
    return;
  }
  const sentence = malformed
    ? "This address is damaged: it cannot be decoded."
    : `Something went wrong on the server. It has been logged as ${request_id}.`;
  response
    .status(malformed ? 400 : 500)
    .type("text/plain")
    .send(`${sentence}\n`);
};

/** The web server's middleware, in order; nothing of it listens yet. */
export function createApp({ env, build, assets, stopping }: AppParts): Express {
  const app = express();
  app.disable("x-powered-by");
  // Of what proxies say about where a request came from, as much is believed as there are proxies of ours.
  app.set("trust proxy", env.TRUST_PROXY_HOPS);
  app.use(requestLog());
  app.use(
    securityHeaders({
      https: env.PUBLIC_URL.startsWith("https:"),
      development: env.NODE_ENV === "development",
      mediaOrigins: env.AUDIO_DELIVERY === "signed-url" ? [new URL(env.SUPABASE_URL).origin] : [],
    }),
  );
  app.use(originCheck(env.PUBLIC_URL));
  app.use(compress);
  app.use(...assets);
  app.all(
    "*",
    remixHandler({
      publicUrl: env.PUBLIC_URL,
      build,
      mode: env.NODE_ENV,
      getLoadContext: (request, response) => ({
        requestId: String(response.locals.requestId),
        cspNonce: String(response.locals.cspNonce),
        clientAddress: request.ip ?? "",
        stopping,
        allowOtherSites: () => allowOtherSites(response),
      }),
    }),
  );
  app.use(answerError);
  return app;
}
