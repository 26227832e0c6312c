import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { AppLoadContext, ServerBuild } from "@remix-run/node";
import type {
  Request as ExpressRequest,
  Response as ExpressResponse,
  NextFunction,
  RequestHandler,
} from "express";
import { siteUrl } from "./canonical-path";
import { bodyOf } from "./request-body";

/** Answers a request as the web's own types have it. */
export type Answer = (
  request: Request,
  context: AppLoadContext,
  params: Record<string, string>,
) => Promise<Response>;

/** What the handler is made of. */
export interface RemixHandlerOptions {
  answer: Answer;
  /** Where people reach the site: the origin of every address that the routes see. */
  publicUrl: string;
  getLoadContext: (request: ExpressRequest, response: ExpressResponse) => AppLoadContext;
}

/**
 * Answers with the loader of one route, past the router: for a route that makes whole answers by itself, of errors and
 * other methods as well, and is asked so often that finding it would cost more than its answer.
 *
 * @throws Error when there is no such route, or it has answered with something that is no answer
 */
export function answerOfLoader(build: ServerBuild | (() => Promise<ServerBuild>), routeId: string): Answer {
  return async (request, context, params) => {
    const { routes } = typeof build === "function" ? await build() : build;
    const answer: unknown = await routes[routeId]?.module.loader?.({ request, context, params });
    if (answer instanceof Response) return answer;
    throw new Error(`the loader of ${routeId} has not answered`);
  };
}

function toRequest(
  request: ExpressRequest,
  body: Buffer<ArrayBuffer> | undefined,
  publicUrl: string,
  signal: AbortSignal,
): Request {
  const headers = new Headers();
  for (const [name, values] of Object.entries(request.headers)) {
    for (const value of [values ?? []].flat()) headers.append(name, value);
  }
  return new Request(siteUrl(request.url, publicUrl), {
    method: request.method,
    headers,
    signal,
    ...(body && body.length > 0 && { body }),
  });
}

/**
 * The bytes of a body that is in memory as a whole (app/lib/audio/bytes-in-memory.ts). It is known by what it has: the
 * server and the routes are two bundles, and a class of one is none of the other's.
 */
function bytesOf(body: ReadableStream): Uint8Array | null {
  return "bytes" in body && body.bytes instanceof Uint8Array ? body.bytes : null;
}

/**
 * Answers with Remix, or with one of its routes. In the place of the handler of @remix-run/express, which writes an
 * answer as fast as it comes, however slowly it is read, and goes on after the reader has left: a paused player would
 * hold a whole song in memory, and one that was closed would leave Storage sending. Here the answer is pulled at the
 * reader's pace and cancelled with the connection.
 */
export function remixHandler({
  answer: handle,
  publicUrl,
  getLoadContext,
}: RemixHandlerOptions): RequestHandler {
  return async (request: ExpressRequest, response: ExpressResponse, next: NextFunction) => {
    const gone = new AbortController();
    response.on("close", () => {
      // An answer that was sent whole has nobody waiting behind it.
      if (!response.writableFinished) gone.abort();
    });
    try {
      const answer = await handle(
        toRequest(request, bodyOf(response), publicUrl, gone.signal),
        getLoadContext(request, response),
        request.params,
      );
      response.status(answer.status);
      if (answer.statusText) response.statusMessage = answer.statusText;
      for (const [name, value] of answer.headers) response.append(name, value);
      // What does not say how long it holds is kept by nobody.
      if (!answer.headers.has("cache-control")) response.setHeader("cache-control", "no-store");
      const bytes = answer.body && bytesOf(answer.body);
      if (bytes) {
        // All at once, and all listeners' sockets hold the same bytes, however slowly they take them.
        response.end(bytes);
      } else if (answer.body) {
        // The two types of the web's streams differ in name only.
        await pipeline(Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]), response);
      } else {
        response.end();
      }
    } catch (error) {
      if (response.headersSent || response.destroyed) response.destroy();
      else next(error);
    }
  };
}
