import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  type AppLoadContext,
  createReadableStreamFromReadable,
  createRequestHandler,
  type ServerBuild,
} from "@remix-run/node";
import type {
  Request as ExpressRequest,
  Response as ExpressResponse,
  NextFunction,
  RequestHandler,
} from "express";

/** What the handler is made of. */
export interface RemixHandlerOptions {
  build: ServerBuild | (() => Promise<ServerBuild>);
  mode: string;
  /** Where people reach the site: the origin of every address that the routes see. */
  publicUrl: string;
  getLoadContext: (request: ExpressRequest, response: ExpressResponse) => AppLoadContext;
}

/**
 * The address as the routes see it, always of this site: a request may name a host in the place of a path
 * ("GET http://elsewhere/"), and two slashes at its beginning would be read as one.
 */
export function siteUrl(originalUrl: string, publicUrl: string): URL {
  const path = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*(.*)$/i.exec(originalUrl)?.[1] ?? originalUrl;
  return new URL(`${publicUrl}${path.startsWith("/") ? "" : "/"}${path}`);
}

function toRequest(request: ExpressRequest, publicUrl: string, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, values] of Object.entries(request.headers)) {
    for (const value of [values ?? []].flat()) headers.append(name, value);
  }
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  return new Request(siteUrl(request.originalUrl, publicUrl), {
    method: request.method,
    headers,
    signal,
    ...(hasBody && { body: createReadableStreamFromReadable(request), duplex: "half" }),
  } as RequestInit);
}

/** What of a body nobody has read must go by: it stands before the next request of the same connection. */
function discardRest(request: ExpressRequest): void {
  request.removeAllListeners("data");
  request.resume();
}

/**
 * Answers with Remix. In the place of the handler of @remix-run/express, which writes an answer as fast as it comes,
 * however slowly it is read, and goes on after the reader has left: a paused player would hold a whole song in memory,
 * and one that was closed would leave Storage sending. Here the answer is pulled at the reader's pace and cancelled
 * with the connection.
 */
export function remixHandler({
  build,
  mode,
  publicUrl,
  getLoadContext,
}: RemixHandlerOptions): RequestHandler {
  const handle = createRequestHandler(build, mode);
  return async (request: ExpressRequest, response: ExpressResponse, next: NextFunction) => {
    const gone = new AbortController();
    response.on("close", () => {
      // An answer that was sent whole has nobody waiting behind it.
      if (!response.writableFinished) gone.abort();
    });
    try {
      const answer = await handle(
        toRequest(request, publicUrl, gone.signal),
        getLoadContext(request, response),
      );
      response.status(answer.status);
      if (answer.statusText) response.statusMessage = answer.statusText;
      for (const [name, value] of answer.headers) response.append(name, value);
      if (answer.body) {
        // The two types of the web's streams differ in name only.
        await pipeline(Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]), response);
      } else {
        response.end();
      }
      discardRest(request);
    } catch (error) {
      if (response.headersSent || response.destroyed) response.destroy();
      else next(error);
    }
  };
}
