import { type AppLoadContext, createRequestHandler, type ServerBuild } from "@remix-run/node";
import compression from "compression";
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import type { Env } from "../app/lib/env.server";
import { log } from "../app/lib/log.server";
import { canonicalPath, pathSegments } from "./canonical-path";
import { answerDataRequests } from "./data-requests";
import { Draining } from "./draining";
import { requireInngestSignature } from "./inngest-guard";
import { methods } from "./methods";
import { narrowBuild } from "./narrow-build";
import { originCheck } from "./origin-check";
import { proxyPassesHost } from "./proxy-host";
import { type Answer, answerOfLoader, remixHandler } from "./remix-handler";
import { readBody } from "./request-body";
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
  /** Told of each answer, and tells connections to close once the server is about to stop. */
  draining?: Draining;
  /** Why the process should get no more requests, if so; said by /readyz. */
  whyNotReady?: NonNullable<AppLoadContext["whyNotReady"]>;
}

/** The route that a player asks again and again. */
const SHARED_AUDIO = "routes/share.$token.audio";

/** Audio is compressed already, and a compressed answer would have no byte ranges. */
const compress = compression({
  filter: (request, response) =>
    !String(response.getHeader("content-type") ?? "").startsWith("audio/") &&
    compression.filter(request, response),
});

/** What is wrong with a request that no route has answered: its status and a sentence; null when the defect is ours. */
function faultOf(error: unknown): [status: number, sentence: string] | null {
  if (error instanceof URIError) return [400, "This address is damaged: it cannot be decoded."];
  // From the server of files, by http-errors.
  const isRange = error instanceof Error && "status" in error && error.status === 416;
  return isRange ? [416, "The file is shorter than the part that was asked for."] : null;
}

/** Neither a visitor's fault nor a defect is shown; only the latter is logged. */
const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
  const fault = faultOf(error);
  const request_id = response.locals.requestId;
  if (!fault) log().error({ err: error, request_id }, "request failed");
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const ours = `Something went wrong on the server. It was logged as ${request_id}.`;
  const [status, sentence] = fault ?? [500, ours];
  response.setHeader("cache-control", "no-store");
  response.status(status).type("text/plain").send(`${sentence}\n`);
};

/** The web server's middleware, in order; nothing of it listens yet. */
export function createApp(parts: AppParts): Express {
  const { env, build, assets, stopping, draining = new Draining(), whyNotReady = () => null } = parts;
  const app = express();
  app.disable("x-powered-by");
  // Of what proxies say about where a request came from, as much is believed as there are proxies of ours.
  app.set("trust proxy", env.TRUST_PROXY_HOPS);
  app.use(draining.middleware);
  app.use(canonicalPath(env.PUBLIC_URL));
  app.use(requestLog());
  app.use(
    securityHeaders({
      https: env.PUBLIC_URL.startsWith("https:"),
      development: env.NODE_ENV === "development",
      mediaOrigins: env.AUDIO_DELIVERY === "signed-url" ? [new URL(env.SUPABASE_URL).origin] : [],
    }),
  );
  app.use(methods());
  app.use(originCheck(env.PUBLIC_URL));
  app.use(proxyPassesHost(env.PUBLIC_URL));
  app.use(requireInngestSignature(env));
  app.use(readBody());
  app.use(compress);
  app.use(...assets);
  const handlerOf = (answer: Answer) =>
    remixHandler({
      answer,
      publicUrl: env.PUBLIC_URL,
      getLoadContext: (request, response) => ({
        requestId: String(response.locals.requestId),
        cspNonce: String(response.locals.cspNonce),
        clientAddress: request.ip ?? "",
        stopping,
        whyNotReady,
        allowOtherSites: () => allowOtherSites(response),
      }),
    });
  const siteOf = (routes: AppParts["build"]) =>
    handlerOf(answerDataRequests(routes, createRequestHandler(routes, env.NODE_ENV)));
  const wholeSite = siteOf(build);
  const sharedSongs = siteOf(narrowBuild(build, "share"));
  app.all("/share/:token/audio", handlerOf(answerOfLoader(build, SHARED_AUDIO)));
  app.all("*", (request, response, next) => {
    const isShared = pathSegments(request.path)[0] === "share";
    (isShared ? sharedSongs : wholeSite)(request, response, next);
  });
  app.use(answerError);
  return app;
}
